// SPDX-License-Identifier: Apache-2.0

/**
 * Tables in CSV, TSV and Parquet files, as data sources and as outputs.
 *
 * <p>{@link org.vaelab.framework.tables.TableSource} has a row for each example, {@link
 * org.vaelab.framework.tables.SeriesSource} several. {@link
 * org.vaelab.framework.tables.TableWriter} writes tables. {@link
 * org.vaelab.framework.tables.TableEngine} loads DuckDB, which is optional, for Parquet.
 */
@NullMarked
package org.vaelab.framework.tables;

import org.jspecify.annotations.NullMarked;
