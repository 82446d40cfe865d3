// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.imputation.Imputed;
import org.vaelab.framework.imputation.Imputer;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Examples of which missing values are filled.
 *
 * @param columns of the modelled values; empty if they have no names
 * @param draws the imputations of each example; 0: one, with the most plausible value of each
 *     column
 */
record CompletedRows(
        LatentVariableModel model,
        ExampleValues values,
        Imputer imputer,
        List<Column> columns,
        int draws) {

    private static final int CHUNK = 1000;

    /** The draws whose most frequent value or median is the most plausible one. */
    private static final int FOR_MODE = 100;

    boolean hasMissing(Examples examples) {
        for (MiniBatch batch : new Chunks(examples, CHUNK)) {
            for (float value : batch.values()) {
                if (Float.isNaN(value)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Fills the examples of a batch, and adds their rows.
     *
     * @param first the number of its first example
     * @param observed which values may be seen; those that are not there are missing all the same
     * @param quality is told what was imputed, if anything was
     */
    void fill(
            MiniBatch batch,
            int first,
            boolean[] observed,
            RandomKey key,
            Consumer<Imputed> quality,
            FilledTable.Sink sink)
            throws IOException {
        float[] x = batch.values();
        boolean[] seen = observed.clone();
        boolean isWhole = true;
        for (int i = 0; i < x.length; i++) {
            seen[i] &= !Float.isNaN(x[i]);
            isWhole &= seen[i];
        }
        List<float[]> filled = new ArrayList<>();
        if (isWhole) {
            filled.addAll(Collections.nCopies(Math.max(1, draws), x));
        } else {
            Imputed imputed;
            try (TensorScope scope = model.runtime().scope()) {
                imputed = imputer.of(model.batch(batch), seen, draws == 0 ? FOR_MODE : draws, key);
            }
            quality.accept(imputed);
            if (draws == 0) {
                filled.add(filled(x, seen, plausible(imputed, seen)));
            } else {
                imputed.draws().forEach(draw -> filled.add(filled(x, seen, draw)));
            }
        }
        float[][] known = whole(observed(x, seen), batch);
        List<float[][]> rows = filled.stream().map(all -> whole(all, batch)).toList();
        for (int i = 0; i < batch.size(); i++) {
            for (int k = 0; k < rows.size(); k++) {
                sink.add(first + i, k, rows.get(k)[i], known[i]);
            }
        }
    }

    private float[][] whole(float[] modelled, MiniBatch batch) {
        return values.of(
                ExampleValues.rows(modelled, batch.size(), model.shape().size()), batch::given);
    }

    /** Returns values with NaN in the place of those that are not observed. */
    static float[] observed(float[] x, boolean[] mask) {
        float[] values = x.clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = mask[i] ? values[i] : Float.NaN;
        }
        return values;
    }

    private static float[] filled(float[] x, boolean[] observed, double[] imputed) {
        float[] all = x.clone();
        for (int i = 0; i < all.length; i++) {
            all[i] = observed[i] ? x[i] : (float) imputed[i];
        }
        return all;
    }

    /** Returns the mean of a real number, the most frequent category, the median count. */
    private double[] plausible(Imputed imputed, boolean[] observed) {
        double[] best = imputed.means().clone();
        int width = model.shape().size();
        for (int i = 0; i < best.length; i++) {
            if (observed[i] || columns.isEmpty()) {
                continue;
            }
            Column.Kind kind = columns.get(i % width).kind();
            int place = i;
            double[] drawn = imputed.draws().stream().mapToDouble(draw -> draw[place]).toArray();
            if (kind.hasCategories()) {
                best[i] = mostFrequent(drawn);
            } else if (!kind.isReal()) {
                Arrays.sort(drawn);
                best[i] = drawn[drawn.length / 2];
            }
        }
        return best;
    }

    private static double mostFrequent(double[] drawn) {
        Map<Double, Integer> counts = new HashMap<>();
        double best = drawn[0];
        for (double value : drawn) {
            int count = counts.merge(value, 1, Integer::sum);
            int most = counts.getOrDefault(best, 0);
            best = count > most || (count == most && value < best) ? value : best;
        }
        return best;
    }
}
