// SPDX-License-Identifier: Apache-2.0
/**
 * The source {@code text}: lines, windows and documents of text files.
 *
 * <p>{@link org.vaelab.framework.sources.text.TextSource} has the settings. A file is read line by
 * line, and a {@code Tokenizer} splits each text. Tokens lie in memory in two bytes each at most,
 * in four bytes if there are more than 65,536 different ones. Examples are views of them.
 */
@NullMarked
package org.vaelab.framework.sources.text;

import org.jspecify.annotations.NullMarked;
