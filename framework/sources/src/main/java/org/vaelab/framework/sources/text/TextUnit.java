// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

/** What an example of a text file is. */
public enum TextUnit {
    /** A line, or a row of a table: its tokens and an end. */
    LINE,

    /** A number of consecutive tokens of the file, without an end. Windows do not overlap. */
    WINDOW,

    /** A line, or a row of a table, of which only the number of each word counts. */
    DOCUMENT
}
