/** HTTP by Jetty: what is read, refused, written and logged. */
package org.convzoo.serve.internal.http;
