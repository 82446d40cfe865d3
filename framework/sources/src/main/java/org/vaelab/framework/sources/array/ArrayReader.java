// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.nio.file.Path;
import java.util.List;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.data.ValueSplit;

/** Reads a new array for a trained model: of a.npz the member that is named, the only one, or x. */
record ArrayReader(ArraySource settings) implements ExampleReader {

    private static final List<String> NAMES =
            List.of("x", "X", "data", "images", "imgs", "x_test", "test", "x_train");

    @Override
    public boolean accepts(Path file) {
        return ArrayFile.accepts(file);
    }

    @Override
    public Found read(Path file, DataSummary trained) {
        StoredArray array = ArrayFile.of(file).chosen(file, NAMES);
        DataShape shape = trained.split().map(ValueSplit::whole).orElse(trained.shape());
        ArrayForm form = ArrayForm.of(array, settings.layout(), null);
        // Of one channel the rows of an array have one order, in which models write them too.
        boolean isFlat = form.shape().isFlat() && shape.channels() == 1;
        boolean sameShape =
                (settings.shape() != null || shape.isFlat() || isFlat)
                        ? array.width() == shape.size()
                        : form.shape().equals(shape);
        if (!sameShape) {
            throw DataException.of(
                    "%s: examples of shape %s, and the model was trained on shape %s; expected an"
                            + " array [N, %s]",
                    array.described(), form.shape(), shape, shape.toString().replace("x", ", "));
        }
        Examples examples =
                form.examples(array, domain(array, trained.domain()), ValuePrecision.DOUBLE)
                        .from(Origin.numbered("index", Integer::toString));
        try {
            DataFacts.of(Form.arrays(), settings.hasMissing() || trained.hasMissing())
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
        return prepared && array.type().isInteger() ? ArrayForm.domain(List.of(array)) : trained;
    }
}
