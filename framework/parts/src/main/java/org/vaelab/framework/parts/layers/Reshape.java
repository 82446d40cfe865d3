// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Shape;

/** The same numbers in the same order as a vector, or as an image. */
@Part(value = "reshape", description = "the same numbers as a vector or as an image")
public record Reshape(
        @Setting("the shape: [features], or [channels, rows, columns]") List<Integer> shape)
        implements LayerPart {

    public Reshape {
        shape = Counts.atLeastOneWidth("shape", shape);
        if (shape.size() != 1 && shape.size() != 3) {
            throw new SettingException(
                    "shape", "must be [features], or [channels, rows, columns], is " + shape);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the shape has another number of elements
     */
    @Override
    public Layer create(LayerInput input) {
        Shape target = Shape.of(shape.stream().mapToInt(Integer::intValue).toArray());
        if (target.size() != input.seen().size()) {
            throw new IllegalArgumentException(
                    "%s has %s numbers, and %s reach it"
                            .formatted(target, target.size(), input.seen().size()));
        }
        return to(target);
    }

    static Layer to(Shape target) {
        return new Layer(target, List.of(), x -> x.reshape(target.prepend(x.shape().extent(0))));
    }

    /** All numbers of a row as a vector. */
    @Part(value = "flatten", description = "all numbers of a row as a vector")
    public record Flatten() implements LayerPart {

        @Override
        public boolean takesVectors() {
            return true;
        }

        @Override
        public Layer create(LayerInput input) {
            return to(Shape.of(input.seen().size()));
        }
    }
}
