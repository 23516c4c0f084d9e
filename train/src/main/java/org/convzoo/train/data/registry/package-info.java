/** Every data set, by name. */
package org.convzoo.train.data.registry;
