// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;

/** Describes DuckDB, which reads Parquet, for {@code doctor}. */
@Internal
public final class TableEngine {

    private TableEngine() {}

    /**
     * Loads the native library.
     *
     * @return its version, and where it is unpacked
     * @throws DataException if it cannot be loaded; the message says why, and the remedy
     */
    public static String describe() {
        try (DuckDb database = DuckDb.open()) {
            return "DuckDB %s, unpacked in %s whenever a Parquet file is read"
                    .formatted(
                            database.rows("SELECT version()").get(0)[0],
                            System.getProperty("java.io.tmpdir"));
        } catch (DuckDb.Failure e) {
            throw new DataException("DuckDB: " + e.reason(1), e);
        }
    }
}
