/** Classifiers with shortcuts: ResNet and its kin, FractalNet, DenseNet. */
package org.convzoo.graphs.residual;
