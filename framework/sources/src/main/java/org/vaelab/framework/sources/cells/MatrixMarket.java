// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * {@code matrix.mtx} of Cell Ranger in coordinates, a line for a gene and a cell, with {@code
 * barcodes.tsv} and {@code features.tsv} or {@code genes.tsv} beside it. Each may be compressed.
 */
final class MatrixMarket {

    private static final String HEADER =
            "%%MatrixMarket matrix coordinate integer general (or real, or pattern)";
    private static final Pattern HEADERS =
            Pattern.compile(
                    "%%MatrixMarket\\s+matrix\\s+coordinate\\s+(integer|real|pattern)\\s+general\\s*",
                    Pattern.CASE_INSENSITIVE);

    /** The bytes of the shortest line, and how many of them a compressed byte can be. */
    private static final int SHORTEST = 4;

    private static final long LARGEST_RATIO = 1032;

    private static final List<String> CELLS = List.of("barcodes.tsv");
    private static final List<String> GENES = List.of("features.tsv", "genes.tsv");

    private MatrixMarket() {}

    /** Returns the matrix of a folder. */
    static Optional<Path> in(Path folder) {
        return Stream.of("matrix.mtx.gz", "matrix.mtx")
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst();
    }

    private static Path matrixFile(Path path) {
        return Files.isDirectory(path)
                ? in(path).orElseThrow(
                                () ->
                                        new DataException(
                                                path
                                                        + ": the folder has no matrix.mtx or matrix.mtx.gz"))
                : path;
    }

    /** Returns the matrix of a path, and the files that name its cells and genes. */
    static List<Path> files(Path path) {
        Path file = matrixFile(path);
        return List.of(file, beside(file, CELLS), beside(file, GENES));
    }

    static Cells open(Path path, Features features) {
        Path file = matrixFile(path);
        List<String> barcodes = names(file, 0, CELLS);
        List<String> genes = names(file, 1, GENES);
        List<String> types = features == Features.ALL ? List.of() : names(file, 2, GENES);
        CellMatrix matrix = matrix(file);
        if (matrix.cells() != barcodes.size() || matrix.genes() != genes.size()) {
            throw DataException.of(
                    "%s: %s genes (rows) and %s cells (columns), and the files beside it name %s genes and %s cells",
                    file, matrix.genes(), matrix.cells(), genes.size(), barcodes.size());
        }
        return Cells.of(barcodes, genes, types, matrix, Map.of(), () -> {});
    }

    private static BufferedReader reader(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
        return new BufferedReader(new InputStreamReader(plain, UTF_8.newDecoder()), 1 << 16);
    }

    /**
     * Reads a column of the file beside the matrix: the cells or genes, by their name if they have
     * one, or their types (column 2), of which there are none if a line has no such column.
     */
    private static List<String> names(Path matrix, int column, List<String> files) {
        Path beside = beside(matrix, files);
        try (BufferedReader lines = reader(beside)) {
            List<String[]> all = lines.lines().map(line -> line.split("\t", -1)).toList();
            return column == 2 && all.stream().anyMatch(cells -> cells.length <= 2)
                    ? List.of()
                    : all.stream().map(cells -> cells[Math.min(column, cells.length - 1)]).toList();
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(beside, e);
        }
    }

    private static Path beside(Path matrix, List<String> files) {
        return files.stream()
                .flatMap(file -> Stream.of(file + ".gz", file))
                .map(matrix::resolveSibling)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(
                        () ->
                                DataException.of(
                                        "%s: there is no %s beside it, which names its %s",
                                        matrix,
                                        String.join(" or ", files),
                                        files == CELLS ? "cells" : "genes"));
    }

    private static CellMatrix matrix(Path file) {
        try (BufferedReader lines = reader(file)) {
            @Nullable String line = lines.readLine();
            Matcher header = HEADERS.matcher(String.valueOf(line));
            if (!header.matches()) {
                throw DataException.of(
                        "%s: its first line is '%s', expected '%s'; write it with scipy.io.mmwrite(file, x, symmetry='general')",
                        file, line, HEADER);
            }
            boolean isPattern = header.group(1).equalsIgnoreCase("pattern");
            int number = 1;
            do {
                line = lines.readLine();
                number++;
            } while (line != null && (line.startsWith("%") || line.isBlank()));
            int[] sizes = numbers(file, number, line);
            if (sizes[2] > Files.size(file) * LARGEST_RATIO / SHORTEST) {
                throw bad(file, number, line);
            }
            int[] cellOf = new int[sizes[2]];
            int[] geneOf = new int[cellOf.length];
            double[] values = new double[cellOf.length];
            for (int i = 0; i < cellOf.length; i++) {
                do {
                    line = lines.readLine();
                    number++;
                } while (line != null && line.isBlank());
                StringTokenizer parts = new StringTokenizer(line == null ? "" : line);
                if (parts.countTokens() != (isPattern ? 2 : 3)) {
                    throw bad(file, number, line);
                }
                try {
                    geneOf[i] =
                            Objects.checkIndex(Integer.parseInt(parts.nextToken()) - 1, sizes[0]);
                    cellOf[i] =
                            Objects.checkIndex(Integer.parseInt(parts.nextToken()) - 1, sizes[1]);
                    values[i] = isPattern ? 1 : Double.parseDouble(parts.nextToken());
                } catch (NumberFormatException | IndexOutOfBoundsException e) {
                    throw bad(file, number, line);
                }
            }
            if (lines.lines().anyMatch(rest -> !rest.isBlank())) {
                throw DataException.of(
                        "%s: more than the %s entries that its head announces; write it again",
                        file, sizes[2]);
            }
            return CellMatrix.ofEntries(file, sizes[1], sizes[0], cellOf, geneOf, values);
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(file, e);
        }
    }

    private static DataException unreadable(Path file, Exception e) {
        return UnreadableFile.because(
                file, e instanceof IOException read ? read : ((UncheckedIOException) e).getCause());
    }

    private static int[] numbers(Path file, int number, @Nullable String line) {
        try {
            int[] all =
                    Stream.of(String.valueOf(line).strip().split("\\s+"))
                            .mapToInt(Integer::parseInt)
                            .toArray();
            if (all.length == 3 && Arrays.stream(all).allMatch(size -> size >= 0)) {
                return all;
            }
        } catch (NumberFormatException e) {
            throw bad(file, number, line);
        }
        throw bad(file, number, line);
    }

    private static DataException bad(Path file, int number, @Nullable String line) {
        return DataException.of(
                "%s, line %s: '%s', expected the number of a gene, of a cell, and a value; or first, how many genes, cells and entries there are",
                file, number, line == null ? "the end of the file" : line);
    }
}
