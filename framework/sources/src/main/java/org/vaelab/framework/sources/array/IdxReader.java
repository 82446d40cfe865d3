// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;

/**
 * Reads an IDX file of new images, plain or gzipped. A file of labels beside it, with the name that
 * MNIST gives it, is read too: {@code t10k-labels-idx1-ubyte} of {@code t10k-images-idx3-ubyte}.
 */
final class IdxReader implements ExampleReader {

    private static final Pattern NAME =
            Pattern.compile("(?i).*(idx\\d-\\w+|\\.idx\\d?|\\.idx\\d?-\\w+)(\\.gz)?");

    @Override
    public boolean accepts(Path file) {
        return !Files.isDirectory(file) && NAME.matcher(file.getFileName().toString()).matches();
    }

    @Override
    public Found read(Path path, DataSummary trained) {
        IdxFile file = IdxFile.read(path);
        IdxData.requireImages(file, trained.shape());
        Examples examples = IdxData.examples(file, trained);
        return new Found(labelled(examples, file, trained), List.of());
    }

    private static Examples labelled(Examples examples, IdxFile file, DataSummary trained) {
        Optional<Path> beside = labelsBeside(file.path());
        if (beside.isEmpty() || trained.labels().isEmpty()) {
            return examples;
        }
        LabelColumn column = trained.labels().get(0);
        IdxFile labels = IdxFile.read(beside.get());
        if (labels.dimensionCount() != 1 || labels.count() != examples.size()) {
            throw DataException.of(
                    "%s: %s, expected %s labels, one for each image of %s",
                    labels.path(), labels.describe(), examples.size(), file.path());
        }
        List<String> names =
                IntStream.range(0, labels.count())
                        .mapToObj(i -> Integer.toString((int) labels.value(i)))
                        .toList();
        // A class that training did not have is unknown.
        return examples.withLabels(
                Labels.of(
                        List.of(
                                Labels.Column.named(
                                        column.name(), column.valueNames(), names, other -> {}))));
    }

    private static Optional<Path> labelsBeside(Path images) {
        String name = images.getFileName().toString();
        String labels = name.replace("images-idx3", "labels-idx1");
        Path path = images.resolveSibling(labels);
        return labels.equals(name) || !Files.isReadable(path)
                ? Optional.empty()
                : Optional.of(path);
    }
}
