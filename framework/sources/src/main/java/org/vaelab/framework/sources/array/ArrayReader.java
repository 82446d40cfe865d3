// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.data.ValueSplit;

/** Reads a new array for a trained model: of a.npz the member that is named, the only one, or x. */
final class ArrayReader implements ExampleReader {

    private static final List<String> NAMES =
            List.of("x", "X", "data", "images", "imgs", "x_test", "test", "x_train");

    private final ArraySource settings;
    private final Path cache;

    ArrayReader(ArraySource settings, Path cache) {
        this.settings = settings;
        this.cache = cache;
    }

    @Override
    public boolean accepts(Path file) {
        return ArrayFile.accepts(file);
    }

    @Override
    public Found read(Path file, DataSummary trained) {
        StoredArray array = ArrayLoader.chosen(ArrayFile.open(ArrayFile.fileOf(file)), file, NAMES);
        DataShape shape = trained.split().map(ValueSplit::whole).orElse(trained.shape());
        List<Integer> example = new ArrayList<>(array.shape().subList(1, array.shape().size()));
        boolean channelsLast = ArrayValues.isChannelsLast(example, settings.layout());
        boolean sameShape =
                (settings.shape() != null || shape.isFlat())
                        ? array.width() == shape.size()
                        : ArrayValues.shape(array, channelsLast, null).equals(shape);
        if (!sameShape) {
            throw DataException.of(
                    "%s: the model was trained on examples of shape %s, expected an array [N, %s]",
                    array.described(), shape, shape.toString().replace("x", ", "));
        }
        ValueDomain domain = domain(array, trained.domain());
        int[] places = ArrayValues.places(array, channelsLast);
        Rows rows = ArrayRows.of(array, places, domain == ValueDomain.GREY_LEVELS, cache);
        Examples examples =
                Examples.loaded(rows, domain, ValuePrecision.DOUBLE)
                        .from(new Origin("index", Integer::toString));
        try {
            DataFacts.ofTable(List.of(), settings.hasMissing() || trained.hasMissing())
                    .check(examples);
        } catch (DataException e) {
            throw new DataException(array.name() + ": " + e.getMessage(), e);
        }
        return new Found(examples, List.of());
    }

    /** Grey levels may have been prepared as bits or as points of [0, 1]. */
    private ValueDomain domain(StoredArray array, ValueDomain trained) {
        if (settings.domain() != null) {
            return settings.domain();
        }
        boolean prepared = trained == ValueDomain.BINARY || trained == ValueDomain.UNIT_INTERVAL;
        return prepared && array.type().isInteger()
                ? ArrayValues.domain(array.type(), ArrayRows.of(array, new int[0], false, cache))
                : trained;
    }
}
