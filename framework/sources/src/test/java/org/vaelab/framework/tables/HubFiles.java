// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBDriver;

/** Writes Parquet files as the Python package datasets does. */
public final class HubFiles {

    private HubFiles() {}

    /** The metadata of a column of images and one of classes, as datasets writes it. */
    public static final String CLASSES =
            "{\"info\": {\"features\": {\"image\": {\"_type\": \"Image\"}, \"label\": {\"names\": [\"zebra\", \"ant\","
                    + " \"it's\"], \"_type\": \"ClassLabel\"}}}}";

    /** Writes the rows of a query; metadata may be empty. */
    public static void write(Path file, String metadata, String query) throws IOException {
        Files.createDirectories(file.getParent());
        try (Connection database = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
                Statement statement = database.createStatement()) {
            statement.execute(copy(file, metadata, query));
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /**
     * Writes a column image, a structure of bytes and path, and a column label.
     *
     * @param images the bytes of image files; null: none
     */
    public static void writeImages(Path file, String metadata, byte[][] images, int[] labels)
            throws IOException {
        Files.createDirectories(file.getParent());
        try (Connection database = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
                Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE t (bytes BLOB, label BIGINT)");
            try (PreparedStatement row = database.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
                for (int i = 0; i < images.length; i++) {
                    row.setObject(1, images[i]);
                    row.setLong(2, labels[i]);
                    row.execute();
                }
            }
            statement.execute(
                    copy(
                            file,
                            metadata,
                            "SELECT struct_pack(bytes := bytes, path := NULL::VARCHAR) AS image, label FROM t"));
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static String copy(Path file, String metadata, String query) {
        return "COPY (%s) TO '%s' (FORMAT parquet%s)"
                .formatted(
                        query,
                        file,
                        metadata.isEmpty()
                                ? ""
                                : ", KV_METADATA {huggingface: '"
                                        + metadata.replace("'", "''")
                                        + "'}");
    }
}
