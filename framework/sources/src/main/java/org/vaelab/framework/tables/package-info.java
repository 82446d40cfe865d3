// SPDX-License-Identifier: Apache-2.0

/**
 * Tables in CSV, TSV and Parquet files. Depends on {@code framework.core} for the
 * extension point of data sources, and on {@code framework.sources} for the cache folder. Offers {@link
 * org.vaelab.framework.tables.TableSource} to configs, {@link org.vaelab.framework.tables.TableWriter} to
 * commands and {@link org.vaelab.framework.tables.TableEngine} to {@code doctor}.
 */
@NullMarked
package org.vaelab.framework.tables;

import org.jspecify.annotations.NullMarked;
