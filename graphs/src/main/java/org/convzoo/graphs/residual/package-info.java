/** Classifiers with shortcuts: ResNet and its variants, FractalNet, DenseNet. */
package org.convzoo.graphs.residual;
