// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.output.ExampleFile;
import org.vaelab.experiments.output.ExampleValues;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.imputation.Imputation;
import org.vaelab.framework.imputation.ImputationMethod;
import org.vaelab.framework.imputation.Imputed;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Imputes missing values of examples with a trained model.
 *
 * @param data that the model was trained on
 */
public record MissingParts(LatentVariableModel model, DataSummary data) {

    private static final int CHUNK = 100;
    private static final List<String> KINDS = List.of("original", "observed", "mean", "draw");

    private ExampleValues values() {
        return ExampleValues.of(data);
    }

    /**
     * The method of imputation.
     *
     * @param observed the observed values, as in {@code --observed}
     * @param steps of each chain
     */
    public record Choice(String observed, ImputationMethod method, int steps) {}

    /**
     * The quality of imputation for each datum.
     *
     * @param logPredictive see {@link Imputed#logPredictive}
     * @param acceptance see {@link Imputed#acceptance}
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    public record Quality(double[] logPredictive, double[] acceptance) {}

    /**
     * Imputes and writes four rows for each example: the original; its observed values; these with
     * the mean of E[x given z] in the missing places; these with the last draw.
     *
     * @throws IllegalArgumentException if the model lacks what the method needs, or the data have
     *     no such part
     */
    public Quality impute(RandomKey key, Examples examples, Choice choice, Path file)
            throws IOException {
        ExampleFile target = new ExampleFile(values(), file);
        ObservedOption observed = ObservedOption.read(choice.observed(), data);
        Imputation imputation = new Imputation(model, choice.method(), choice.steps());
        List<float[][]> kinds = new ArrayList<>();
        KINDS.forEach(kind -> kinds.add(new float[examples.size()][]));
        Quality quality = new Quality(new double[examples.size()], new double[examples.size()]);
        int from = 0;
        for (MiniBatch batch : new Chunks(examples, CHUNK)) {
            boolean[] mask = observed.of(from, batch.size());
            try (TensorScope scope = model.runtime().scope()) {
                Imputed imputed = imputation.of(model.batch(batch), mask, key.fold(from));
                put(kinds.get(0), from, values().of(batch));
                put(kinds.get(1), from, shown(observed(batch, mask), batch));
                put(kinds.get(2), from, shown(floats(imputed.means()), batch));
                put(kinds.get(3), from, shown(floats(imputed.last()), batch));
                System.arraycopy(
                        imputed.logPredictive(), 0, quality.logPredictive(), from, batch.size());
                System.arraycopy(imputed.acceptance(), 0, quality.acceptance(), from, batch.size());
            }
            from += batch.size();
        }
        write(kinds, target);
        return quality;
    }

    private static void put(float[][] all, int from, float[][] rows) {
        System.arraycopy(rows, 0, all, from, rows.length);
    }

    private float[][] shown(float[] values, MiniBatch batch) {
        return values()
                .of(ExampleValues.rows(values, batch.size(), model.shape().size()), batch::given);
    }

    private static float[] observed(MiniBatch batch, boolean[] mask) {
        float[] values = batch.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = mask[i] ? values[i] : Float.NaN;
        }
        return values;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static void write(List<float[][]> kinds, ExampleFile target) throws IOException {
        if (target.isSheet()) {
            target.write(kinds);
            return;
        }
        List<List<Object>> keys = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < kinds.get(0).length; i++) {
            for (int k = 0; k < KINDS.size(); k++) {
                keys.add(List.of(i, KINDS.get(k)));
                rows.add(kinds.get(k)[i]);
            }
        }
        target.write(List.of("index", "kind"), keys, rows.toArray(float[][]::new));
    }
}
