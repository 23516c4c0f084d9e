/**
 * What a network is: its {@link org.convzoo.graphs.network.Spec}, its layers, and networks made of
 * others.
 */
package org.convzoo.graphs.network;
