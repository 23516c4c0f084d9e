/** What the replicas of a network, each on a device of its own, share of a batch. */
package org.convzoo.ops.internal.replica;
