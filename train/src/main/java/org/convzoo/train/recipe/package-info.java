/** Recipes: everything about a training that is not architecture, read from YAML. */
package org.convzoo.train.recipe;
