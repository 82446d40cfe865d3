// SPDX-License-Identifier: Apache-2.0

/**
 * Tables in CSV, TSV and Parquet files, read with DuckDB. Depends on {@code framework.core} for the
 * extension point of data sources.
 */
@NullMarked
package org.vaelab.framework.tables;

import org.jspecify.annotations.NullMarked;
