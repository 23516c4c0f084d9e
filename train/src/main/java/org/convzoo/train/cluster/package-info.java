/**
 * Training by several processes, each with its own server of TensorFlow's runtime: who they are,
 * how they meet, and what they sum up.
 */
package org.convzoo.train.cluster;
