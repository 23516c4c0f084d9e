/**
 * Classifiers whose layers stand in a row or in branches: LeNet, AlexNet, ZFNet, VGG, NiN,
 * GoogLeNet, Highway.
 */
package org.convzoo.graphs.classic;
