// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.catalog;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.array.ArrayFile;
import org.vaelab.framework.sources.array.StoredArray;

/** Finds the array of the examples in a file, and those of the labels, factors and test examples. */
record ArrayRecognition(Path path, Map<String, StoredArray> arrays) {

    private static final List<String> TEST = List.of("x_test", "test_x", "x_val", "test");
    private static final List<String> LABELS =
            List.of("y_train", "y", "labels", "label", "targets", "train_y");
    private static final List<String> TEST_LABELS = List.of("y_test", "test_y", "test_labels");
    private static final List<String> FACTORS = List.of("latents_classes", "factors", "latents");
    private static final int MOST_NUMBERS_OF_A_STEP = 16;
    private static final int MOST_REJECTED = 3;

    static Recognized of(Path path) {
        ArrayFile file = ArrayFile.open(path);
        Recognized found = new ArrayRecognition(path, file.arrays()).recognized();
        file.rejected().values().stream()
                .limit(MOST_REJECTED)
                .forEach(why -> found.doubting("Not used: " + why.lines().findFirst().orElse("")));
        return found;
    }

    /** Of two files one has the labels of the other. */
    static Recognized of(Path one, Path other) {
        StoredArray first = ArrayFile.open(one).array("");
        StoredArray second = ArrayFile.open(other).array("");
        if (first.shape().size() < second.shape().size()) {
            return of(other, one);
        }
        if (second.shape().size() == 1 && second.shape().get(0).equals(first.shape().get(0))) {
            return of(one).with("labels", other);
        } else if (second.shape().size() == 1) {
            throw DataException.of(
                    "%s has %s labels, and %s has %s examples",
                    other, second.shape().get(0), one, first.shape().get(0));
        }
        throw Recognition.unknown(
                one
                        + " of shape "
                        + first.shape()
                        + " and "
                        + other
                        + " of shape "
                        + second.shape());
    }

    private Recognized recognized() {
        String name =
                arrays.entrySet().stream()
                        .filter(array -> array.getValue().shape().size() >= 2 || arrays.size() == 1)
                        .filter(
                                array ->
                                        !TEST.contains(small(array.getKey()))
                                                && !FACTORS.contains(small(array.getKey())))
                        .max(Comparator.comparingLong(array -> size(array.getValue())))
                        .map(Map.Entry::getKey)
                        .orElseThrow(
                                () ->
                                        Recognition.unknown(
                                                path
                                                        + " with the arrays "
                                                        + String.join(", ", arrays.keySet())));
        StoredArray examples = arrays.get(name);
        List<Integer> shape = examples.shape();
        boolean isWhole = !examples.type().toString().matches("(?i)f.*|double.*");
        if (shape.size() == 3 && !isWhole && shape.get(2) <= MOST_NUMBERS_OF_A_STEP) {
            Recognized series = Recognized.of("series", address(name));
            return series.doubting(
                    "The array of %s is read as %s series of %s steps. For images: source: npy, train: %s"
                            .formatted(shape, shape.get(0), shape.get(1), path.getFileName()));
        }
        Recognized found =
                new Recognized("npy").with("train", address(name), examples.type() + " " + shape);
        int n = shape.get(0);
        find(TEST).ifPresent(test -> found.with("test", address(test)));
        find(LABELS)
                .filter(l -> arrays.get(l).shape().equals(List.of(n)))
                .ifPresent(l -> found.with("labels", address(l)));
        if (found.settings().containsKey("test")) {
            find(TEST_LABELS).ifPresent(l -> found.with("testLabels", address(l)));
        }
        find(FACTORS)
                .filter(f -> arrays.get(f).shape().size() == 2 && arrays.get(f).shape().get(0) == n)
                .ifPresent(f -> found.with("factors", address(f)));
        Set<Object> used = Set.copyOf(found.settings().values());
        List<String> left =
                arrays.keySet().stream().filter(a -> !used.contains(address(a))).sorted().toList();
        if (!left.isEmpty()) {
            found.doubting("Not used: the arrays " + String.join(", ", left) + ".");
        }
        if (shape.size() == 3 && isWhole && shape.get(2) <= 4) {
            found.doubting(
                    "The array of %s is read as %s images. It may be one picture in colour."
                            .formatted(shape, n));
        }
        if (shape.size() == 3 && !isWhole) {
            found.doubting(
                    "The array of %s is read as images. For series [N, T, D]: source: series, path: %s"
                            .formatted(shape, path.getFileName()));
        }
        return found;
    }

    private static String small(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static long size(StoredArray array) {
        return array.shape().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    }

    private Optional<String> find(List<String> names) {
        return names.stream()
                .flatMap(name -> arrays.keySet().stream().filter(own -> small(own).equals(name)))
                .findFirst();
    }

    private Path address(String name) {
        return name.isEmpty() || arrays.size() == 1 ? path : Path.of(path + "#" + name);
    }
}
