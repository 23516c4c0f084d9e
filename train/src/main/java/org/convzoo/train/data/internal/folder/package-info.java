/** Data sets of image files: folders of classes, lists, masks, COCO, Pascal VOC. */
package org.convzoo.train.data.internal.folder;
