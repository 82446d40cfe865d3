// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;

/**
 * {@code matrix.mtx} of Cell Ranger in coordinates, a line for a gene and a cell, with {@code barcodes.tsv} and {@code
 * features.tsv} or {@code genes.tsv} beside it. Each may be compressed.
 */
final class MatrixMarket {

    private static final String HEADER = "%%MatrixMarket matrix coordinate";

    private MatrixMarket() {}

    /** Returns the matrix of a folder. */
    static Optional<Path> in(Path folder) {
        return Stream.of("matrix.mtx.gz", "matrix.mtx")
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst();
    }

    static Cells open(Path path) throws IOException {
        Path file =
                Files.isDirectory(path)
                        ? in(path).orElseThrow(
                                        () ->
                                                new DataException(
                                                        path
                                                                + ": the folder has no matrix.mtx or matrix.mtx.gz"))
                        : path;
        List<String> barcodes = names(file, 0, "barcodes.tsv");
        List<String> genes = names(file, 1, "features.tsv", "genes.tsv");
        CellMatrix matrix = matrix(file);
        if (matrix.cells() != barcodes.size() || matrix.genes() != genes.size()) {
            throw DataException.of(
                    "%s: %s genes (rows) and %s cells (columns), and the files beside it name %s genes and %s cells",
                    file, matrix.genes(), matrix.cells(), genes.size(), barcodes.size());
        }
        return new Cells(barcodes, genes, matrix, Map.of(), () -> {});
    }

    private static BufferedReader reader(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
        return new BufferedReader(new InputStreamReader(plain, UTF_8), 1 << 16);
    }

    /** Reads a column of the file beside the matrix; the first one, if lines have no other. */
    private static List<String> names(Path matrix, int column, String... files) throws IOException {
        for (String file : files) {
            for (String ending : List.of(".gz", "")) {
                Path beside = matrix.resolveSibling(file + ending);
                if (Files.exists(beside)) {
                    List<String> names = new ArrayList<>();
                    try (BufferedReader lines = reader(beside)) {
                        for (@Nullable String line = lines.readLine();
                                line != null;
                                line = lines.readLine()) {
                            String[] cells = line.split("\t", -1);
                            names.add(cells[Math.min(column, cells.length - 1)]);
                        }
                    }
                    return names;
                }
            }
        }
        throw new NoSuchFileException(matrix.resolveSibling(files[0]).toString());
    }

    private static CellMatrix matrix(Path file) throws IOException {
        try (BufferedReader lines = reader(file)) {
            @Nullable String line = lines.readLine();
            if (line == null || !line.startsWith(HEADER)) {
                throw DataException.of("%s: its first line is not '%s ...'", file, HEADER);
            }
            int number = 1;
            do {
                line = lines.readLine();
                number++;
            } while (line != null && (line.startsWith("%") || line.isBlank()));
            long[] sizes = numbers(file, number, line);
            int genes = Math.toIntExact(sizes[0]);
            int cells = Math.toIntExact(sizes[1]);
            int[] cellOf = new int[Math.toIntExact(sizes[2])];
            int[] geneOf = new int[cellOf.length];
            float[] values = new float[cellOf.length];
            for (int i = 0; i < cellOf.length; i++) {
                line = lines.readLine();
                number++;
                StringTokenizer parts = new StringTokenizer(line == null ? "" : line);
                try {
                    geneOf[i] = Integer.parseInt(parts.nextToken()) - 1;
                    cellOf[i] = Integer.parseInt(parts.nextToken()) - 1;
                    values[i] = parts.hasMoreTokens() ? Float.parseFloat(parts.nextToken()) : 1;
                } catch (RuntimeException e) {
                    throw bad(file, number, line);
                }
                if (geneOf[i] < 0 || geneOf[i] >= genes || cellOf[i] < 0 || cellOf[i] >= cells) {
                    throw bad(file, number, line);
                }
            }
            return CellMatrix.ofEntries(cells, genes, cellOf, geneOf, values);
        }
    }

    private static long[] numbers(Path file, int number, @Nullable String line) {
        try {
            long[] all =
                    Stream.of(String.valueOf(line).strip().split("\\s+"))
                            .mapToLong(Long::parseLong)
                            .toArray();
            if (all.length == 3) {
                return all;
            }
        } catch (NumberFormatException e) {
            throw bad(file, number, line);
        }
        throw bad(file, number, line);
    }

    private static DataException bad(Path file, int number, @Nullable String line) {
        return DataException.of(
                "%s, line %s: '%s', expected the number of a gene, of a cell, and a value",
                file, number, line == null ? "the end of the file" : line);
    }
}
