// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * Values of all latent variables of a model, and its condition. They belong to the open scope.
 *
 * @param z [n, event] of each variable
 * @param given the columns of the condition by name, [n, width] each
 */
record LatentCodes(LatentVariableModel model, Latents z, Map<String, Tensor> given) {

    /** Returns the locations of q(z given x, c) of examples, with the c of each. */
    static LatentCodes of(LatentVariableModel model, Examples examples, RandomKey key) {
        Batch batch = model.batch(new Chunks(examples, examples.size()).at(0));
        Latents location = model.infer(batch, key, Phase.evaluation()).location();
        return new LatentCodes(model, location, batch.given());
    }

    static LatentCodes drawn(
            LatentVariableModel model, RandomKey key, Map<String, Tensor> given, int n) {
        return new LatentCodes(model, model.generative().sample(key, n, given), given);
    }

    int size() {
        return z.byName().values().iterator().next().z().shape().extent(0);
    }

    LatentCodes repeated(int times) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        z.byName().forEach((name, value) -> values.put(name, repeated(value.z(), times)));
        Map<String, Tensor> columns = new LinkedHashMap<>();
        given.forEach((name, column) -> columns.put(name, repeated(column, times)));
        return new LatentCodes(model, Latents.of(values), columns);
    }

    private static Tensor repeated(Tensor rows, int times) {
        return Tensor.concatenate(Collections.nCopies(times, rows), 0);
    }

    /**
     * Returns these codes with other values of one variable and of the variables that depend on it.
     *
     * @param values [n, event]
     */
    LatentCodes with(String latent, Tensor values) {
        Latents changed = z.with(latent, () -> values);
        return new LatentCodes(model, model.generative().following(latent, changed, given), given);
    }

    LatentCodes rows(int from, int step, int count) {
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            rows[i] = from + i * step;
        }
        Tensor places = model.runtime().indices(rows, Shape.of(count));
        Map<String, Tensor> columns = new LinkedHashMap<>();
        given.forEach((name, column) -> columns.put(name, column.gather(0, places)));
        return new LatentCodes(model, z.mapped(value -> value.gather(0, places)), columns);
    }

    /**
     * Returns E[x given z, c] of these codes, one row each. If the mean has no closed form, it
     * returns one draw of x each.
     *
     * @param key for such draws
     */
    float[][] decoded(Pictures pictures, RandomKey key) {
        return pictures.of(SampleSheets.decoded(model, key, z, given), given);
    }
}
