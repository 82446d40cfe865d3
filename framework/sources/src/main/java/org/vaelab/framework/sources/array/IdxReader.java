// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Labels;

/**
 * Reads an IDX file of new images, plain or gzipped. A file of labels beside it, with the name that
 * MNIST gives it, is read too: {@code t10k-labels-idx1-ubyte} of {@code t10k-images-idx3-ubyte}.
 */
record IdxReader(ArrayReader images) implements ExampleReader {

    @Override
    public boolean accepts(Path file) {
        return IdxFile.accepts(file);
    }

    @Override
    public Found read(Path path, DataSummary trained) {
        Found found = images.read(path, trained);
        String name = path.getFileName().toString();
        String beside = name.replace("images-idx3", "labels-idx1");
        Path file = path.resolveSibling(beside);
        if (beside.equals(name) || !Files.isReadable(file) || trained.labels().isEmpty()) {
            return found;
        }
        StoredArray labels = IdxFile.read(file);
        if (labels.shape().size() != 1 || labels.examples() != found.examples().size()) {
            throw DataException.of(
                    "%s, expected %s labels, one for each image of %s",
                    labels.described(), found.examples().size(), path);
        }
        LabelColumn column = trained.labels().get(0);
        List<String> names =
                Arrays.stream(labels.columns()[0])
                        .mapToObj(label -> Integer.toString((int) label))
                        .toList();
        // A class that training did not have is unknown.
        Labels.Column known =
                Labels.Column.named(column.name(), column.valueNames(), names, other -> {});
        return new Found(found.examples().withLabels(Labels.of(List.of(known))), found.remarks());
    }
}
