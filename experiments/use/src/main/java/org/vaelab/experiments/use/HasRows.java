// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

/**
 * What a {@link Model} takes as rows: those of a program, and those that a model returns. They keep
 * their labels, so that a conditional model takes its own samples back.
 */
public sealed interface HasRows permits Rows, Generated, Imputations {

    /** Returns the rows in the units of the data, with their labels. */
    Rows asRows();
}
