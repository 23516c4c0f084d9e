/** CPU and GPUs: what there is, and how a session is configured for it. */
package org.convzoo.train.hardware;
