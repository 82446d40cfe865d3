// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

/** Which rows of a matrix of Cell Ranger are read. */
enum Features {
    /** Those of the type Gene Expression, or all if no row has a type. */
    GENES,

    /** All, such as Antibody Capture. */
    ALL
}
