// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Rows;

/** Rows of a text and a second one that is given, in this order. */
record PairRows(TokenRows text, TokenRows given) implements Rows {

    /**
     * Pairs the texts of two columns of a table.
     *
     * @throws DataException if a row lacks one of the texts
     */
    static PairRows of(Corpus texts, TokenRows text, Corpus others, TokenRows given) {
        int rows = Math.max(texts.size(), others.size());
        for (int i = 0; i < rows; i++) {
            boolean both = i < texts.size() && i < others.size();
            if (!both || texts.line(i) != others.line(i)) {
                int line =
                        both
                                ? Math.min(texts.line(i), others.line(i))
                                : i < texts.size() ? texts.line(i) : others.line(i);
                throw DataException.of(
                        "%s: line %s has a text in one of the two columns alone; fill in the other,"
                                + " or remove the line",
                        texts.path(), line);
            }
        }
        return new PairRows(text, given);
    }

    @Override
    public int size() {
        return text.size();
    }

    @Override
    public int width() {
        return text.width() + given.width();
    }

    @Override
    public void read(int row, double[] target, int offset) {
        text.read(row, target, offset);
        given.read(row, target, offset + text.width());
    }
}
