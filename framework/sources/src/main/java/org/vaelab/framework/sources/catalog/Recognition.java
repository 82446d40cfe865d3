// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Finds the data source of files by their names and content.
 *
 * <pre>{@code
 * Recognized data = Recognition.of(List.of(Path.of("patients.csv"))).get(0);
 * System.out.println(data.source() + data.settings() + data.doubts());
 * }</pre>
 */
public final class Recognition {

    /** What can be recognised, for messages and help. */
    public static final List<String> TAKEN =
            List.of(
                    "a table: .csv, .tsv, .parquet or a folder of Parquet files",
                    "series in a table with a row for each step",
                    "texts: .txt, or a column of a table",
                    "arrays: .npy, .npz, .safetensors, .mat, .h5",
                    "images: a folder, with classes in subfolders if there are any, or Parquet files",
                    "a folder of images and a table that names them",
                    "cells by genes: .h5ad, .loom, .mtx or its folder, .h5 of Cell Ranger",
                    "training and test data: two of one kind, with train and test in their names");

    private Recognition() {}

    /**
     * Returns what files may be, the likeliest first: the first that can be loaded is meant.
     *
     * @throws DataException if nothing here reads them
     */
    public static List<Recognized> of(List<Path> files) {
        for (Path file : files) {
            if (!Files.exists(file)) {
                throw new DataException(file + ": no such file or folder");
            }
        }
        return switch (files.size()) {
            case 1 -> one(files.get(0));
            case 2 -> two(files.get(0), files.get(1));
            default -> throw unknown(files.size() + " files");
        };
    }

    private static List<Recognized> one(Path path) {
        if (Files.isDirectory(path)) {
            return folder(path);
        }
        return switch (ending(path)) {
            case "csv", "tsv", "tab" -> TableRecognition.of(path);
            case "parquet", "pq" -> parquet(path);
            case "txt", "text", "" -> List.of(TextRecognition.of(path));
            case "npy", "npz", "safetensors", "mat", "hdf5" -> arrays(path);
            case "h5" -> firstOf(cells(path), () -> arrays(path));
            case "h5ad", "loom", "mtx" -> List.of(cells(path));
            default -> throw unknown(path.toString());
        };
    }

    /** Arrays have missing values only if they cannot be read without. */
    private static List<Recognized> arrays(Path path) {
        Recognized found = ArrayRecognition.of(path);
        return found.source().equals("npy")
                ? List.of(found, ArrayRecognition.of(path).with("missing", true, "NaN is no value"))
                : List.of(found);
    }

    /** Returns what a file may be, without the others if it cannot be read as one of them. */
    private static List<Recognized> firstOf(
            Recognized likeliest, Supplier<List<Recognized>> others) {
        try {
            return Stream.concat(Stream.of(likeliest), others.get().stream()).toList();
        } catch (DataException e) {
            return List.of(likeliest);
        }
    }

    private static List<Recognized> parquet(Path path) {
        return firstOf(Recognized.of("images", path), () -> TableRecognition.of(path));
    }

    private static List<Recognized> folder(Path folder) {
        List<Path> files = list(folder);
        List<String> endings = files.stream().map(Recognition::ending).toList();
        if (files.stream()
                .anyMatch(file -> file.getFileName().toString().startsWith("matrix.mtx"))) {
            return List.of(cells(folder));
        } else if (endings.contains("parquet")) {
            return parquet(folder);
        }
        Optional<Path> train = child(files, "train");
        Optional<Path> test = child(files, "test");
        if (train.isPresent() && test.isPresent()) {
            return two(train.get(), test.get());
        }
        return List.of(ImageRecognition.of(folder));
    }

    private static Optional<Path> child(List<Path> files, String role) {
        return files.stream()
                .filter(Files::isDirectory)
                .filter(
                        file ->
                                file.getFileName()
                                        .toString()
                                        .toLowerCase(Locale.ROOT)
                                        .matches(role + "(ing|s|set|-set)?"))
                .findFirst();
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw UnreadableFile.because(folder, e);
        }
    }

    /** Two files are training and test data, numbers and labels, or pictures and a table. */
    private static List<Recognized> two(Path one, Path other) {
        if (role(one, "test") && role(other, "train")) {
            return two(other, one);
        } else if (role(one, "train") && role(other, "test")) {
            return one(one).stream().map(found -> found.with("test", other)).toList();
        } else if (Files.isDirectory(other) && !Files.isDirectory(one)) {
            return two(other, one);
        } else if (Files.isDirectory(one) && !Files.isDirectory(other)) {
            return List.of(PairRecognition.of(one, other));
        } else if (ending(one).equals("npy") && ending(other).equals("npy")) {
            return List.of(ArrayRecognition.of(one, other));
        }
        throw unknown(one + " and " + other);
    }

    private static boolean role(Path file, String role) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).contains(role);
    }

    private static Recognized cells(Path path) {
        return Recognized.of("anndata", path)
                .with("top", 2000, "the genes that vary most; leave it out to keep all");
    }

    /** Returns the ending of the name, before {@code .gz}, in small letters. */
    static String ending(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        return plain.contains(".") ? plain.substring(plain.lastIndexOf('.') + 1) : "";
    }

    static DataException unknown(String what) {
        return new DataException(
                what
                        + ": it is not known what this is\nthese are known:\n  "
                        + String.join("\n  ", TAKEN));
    }
}
