/** What a server may be told: how it batches, what it refuses, how it is encrypted. */
package org.convzoo.serve.option;
