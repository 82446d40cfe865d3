// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a step of an optimiser reads and writes for one parameter. All arrays have one shape and one
 * dtype.
 *
 * @param value w, overwritten
 * @param gradient g, which stays as it is
 * @param state what the optimiser remembers, overwritten; the method says which arrays
 */
public record Update<T>(T value, T gradient, List<T> state) {

    public Update {
        state = List.copyOf(state);
    }

    public <S> Update<S> map(Function<? super T, ? extends S> image) {
        List<S> images = new ArrayList<>(state.size());
        for (T array : state) {
            images.add(image.apply(array));
        }
        return new Update<>(image.apply(value), image.apply(gradient), images);
    }
}
