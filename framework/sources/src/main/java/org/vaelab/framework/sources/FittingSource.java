// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.framework.data.GivenFile;

/** The remedy where a source is given a file of another kind: the source that reads it. */
public final class FittingSource {

    private static final int LONGEST_MARK = 8;

    /**
     * What a file is.
     *
     * @param mark a pattern of its first bytes and, after a line feed, of its name in lower case
     * @param source the source that reads it as it is; empty if none does
     */
    private record Kind(String mark, String source, String hint) {}

    private static final List<Kind> KINDS =
            List.of(
                    new Kind(
                            "(\\x89PNG|\\xff\\xd8\\xff|GIF8|II\\*\\x00|MM\\x00\\*).*",
                            "",
                            "it is an image; source: images reads the folder that holds it"),
                    new Kind(
                            "\\x93NUMPY.*",
                            "npy",
                            "it is an array of NumPy; use source: npy, train: %s"),
                    new Kind(
                            "\\x89HDF.*\n.*(h5ad|loom)",
                            "anndata",
                            "it holds cells; use source: anndata, path: %s"),
                    new Kind(
                            "\\x89HDF.*",
                            "npy",
                            "it is an HDF5 file; use source: npy, train: %s#NAME, or of cells source: anndata"),
                    new Kind(
                            "PAR1.*", "table", "it is a Parquet file; use source: table, path: %s"),
                    new Kind(
                            "PK.*\n.*xls[xm]",
                            "",
                            "it is a workbook of Excel; save it as CSV, and use source: table"),
                    new Kind(
                            "PK.*\n.*npz",
                            "npy",
                            "it is an archive of NumPy; use source: npy, train: %s"),
                    new Kind("PK.*", "", "it is a zip archive; unpack it, and name what is in it"),
                    new Kind("\\x1f\\x8b.*", "", "it is packed by gzip; unpack it: gunzip %s"),
                    new Kind(".*\n.*[.](safetensors|mat)", "npy", "use source: npy, train: %s"),
                    new Kind(".*\n.*[.]([ct]sv|tab)", "table", "use source: table, path: %s"),
                    new Kind(".*\n.*[.](txt|jsonl|md)", "text", "use source: text, path: %s"),
                    new Kind(".*\n.*[.]mtx", "anndata", "use source: anndata, path: %s"));

    private FittingSource() {}

    /**
     * Returns a further line of a message on a file or folder; empty if nothing is known of it.
     *
     * @param own the names of the sources that fail to read it
     */
    public static String hint(Path file, String... own) {
        return find(file)
                .filter(kind -> !List.of(own).contains(kind.source()))
                .map(kind -> "\n" + kind.hint().formatted(file.getFileName()))
                .orElse("");
    }

    private static Optional<Kind> find(Path file) {
        try {
            if (Files.isDirectory(file)) {
                return ofFolder(file);
            }
            try (InputStream in = GivenFile.open(file)) {
                String mark = new String(in.readNBytes(LONGEST_MARK), ISO_8859_1);
                String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
                return KINDS.stream()
                        .filter(kind -> (mark + "\n" + name).matches("(?s)" + kind.mark()))
                        .findFirst();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Kind> ofFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString().toLowerCase(Locale.ROOT))
                            .toList();
            return Stream.of(
                            new Kind(
                                    "matrix[.]mtx([.]gz)?",
                                    "anndata",
                                    "it holds cells; use source: anndata, path: %s"),
                            new Kind(
                                    ".*[.](png|jpe?g|gif|bmp|tiff?)",
                                    "images",
                                    "it holds images; use source: images, path: %s"),
                            new Kind(
                                    ".*[.]parquet",
                                    "table",
                                    "it holds Parquet files; use source: table, path: %s"))
                    .filter(kind -> names.stream().anyMatch(name -> name.matches(kind.mark())))
                    .findFirst();
        }
    }
}
