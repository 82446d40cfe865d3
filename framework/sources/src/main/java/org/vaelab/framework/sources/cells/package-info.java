// SPDX-License-Identifier: Apache-2.0
/**
 * Counts of genes in cells, from files of single-cell tools. HDF5 is read by jHDF, which is
 * optional.
 */
@NullMarked
package org.vaelab.framework.sources.cells;

import org.jspecify.annotations.NullMarked;
