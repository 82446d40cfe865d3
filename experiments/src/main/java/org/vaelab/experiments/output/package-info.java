// SPDX-License-Identifier: Apache-2.0

/**
 * How results are written: values of examples as images, tables or texts, and tables as CSV, NPY or
 * Parquet files, row by row. Depends on data, records and {@code framework.tables}. Knows no model.
 */
@NullMarked
package org.vaelab.experiments.output;

import org.jspecify.annotations.NullMarked;
