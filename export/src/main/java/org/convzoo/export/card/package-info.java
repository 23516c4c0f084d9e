/** What an exported model says of itself: where it comes from, and the digests of its files. */
package org.convzoo.export.card;
