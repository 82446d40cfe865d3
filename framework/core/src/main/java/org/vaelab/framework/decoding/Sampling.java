// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.decoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.random.RandomKey;

/**
 * Draws token after token. The probabilities p of the tokens are changed first: to {@code p^(1 /
 * temperature)}; then to those of the {@code topK} most probable tokens; then to those of the most
 * probable tokens whose probabilities add up to {@code topP} (nucleus sampling, Holtzman et al.
 * 2020). Temperature 0 takes the most probable token: greedy decoding. Equal ones are ordered by
 * their number.
 *
 * @param temperature at least 0; 1 draws from the model, if all tokens are kept
 * @param topK at least 1; the size of the vocabulary or more keeps all tokens
 * @param topP in (0, 1]; 1 keeps all tokens
 */
@Internal
public record Sampling(double temperature, int topK, double topP) implements Decoding {

    /** Draws from the model itself. */
    public static final Sampling OF_MODEL = new Sampling(1, Integer.MAX_VALUE, 1);

    /** Takes the most probable token at each step. */
    public static final Sampling GREEDY = new Sampling(0, Integer.MAX_VALUE, 1);

    public Sampling {
        if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "temperature must be finite and at least 0, is " + temperature);
        }
        if (topK < 1) {
            throw new IllegalArgumentException("topK must be at least 1, is " + topK);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP must be above 0 and at most 1, is " + topP);
        }
    }

    @Override
    public List<DecodedText> decode(NextTokens start, RandomKey key) {
        int rows = start.rows();
        List<List<Integer>> texts = new ArrayList<>();
        IntStream.range(0, rows).forEach(row -> texts.add(new ArrayList<>()));
        double[] total = new double[rows];
        boolean[] ended = new boolean[rows];
        NextTokens next = start;
        for (int t = 0; t < start.length(); t++) {
            double[] log = next.logProbabilities();
            float[] uniform = new float[rows];
            key.fold(t).uniform(uniform, 0, rows);
            int[] chosen = new int[rows];
            int v = next.vocabulary();
            for (int row = 0; row < rows; row++) {
                if (!ended[row]) {
                    int at = row * v;
                    chosen[row] = choose(Arrays.copyOfRange(log, at, at + v), uniform[row]);
                    total[row] += log[at + chosen[row]];
                    texts.get(row).add(chosen[row]);
                    ended[row] = chosen[row] == Vocabulary.END;
                }
            }
            if (IntStream.range(0, rows).allMatch(row -> ended[row])) {
                break;
            }
            if (t + 1 < start.length()) {
                next = next.append(chosen);
            }
        }
        return IntStream.range(0, rows)
                .mapToObj(row -> new DecodedText(texts.get(row), total[row]))
                .toList();
    }

    /** Returns the token that a uniform number in [0, 1) chooses. */
    int choose(double[] log, double uniform) {
        if (temperature == 0) {
            return mostProbable(log);
        }
        double[] weights = weights(log);
        double sum = Arrays.stream(weights).sum();
        double left = uniform * sum;
        int last = mostProbable(log);
        for (int k = 0; k < weights.length; k++) {
            if (weights[k] > 0) {
                left -= weights[k];
                last = k;
                if (left < 0) {
                    break;
                }
            }
        }
        return last;
    }

    private static int mostProbable(double[] log) {
        int best = 0;
        for (int k = 1; k < log.length; k++) {
            if (log[k] > log[best]) {
                best = k;
            }
        }
        return best;
    }

    /** Returns numbers proportional to the changed probabilities. */
    private double[] weights(double[] log) {
        double greatest = log[mostProbable(log)];
        double[] weights =
                Arrays.stream(log).map(l -> Math.exp((l - greatest) / temperature)).toArray();
        if (topK >= log.length && topP == 1) {
            return weights;
        }
        int[] order =
                IntStream.range(0, log.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer k) -> -weights[k]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        int kept = Math.min(topK, order.length);
        double all = IntStream.range(0, kept).mapToDouble(i -> weights[order[i]]).sum();
        double sum = 0;
        for (int i = 0; i < order.length; i++) {
            if (i >= kept || sum >= topP * all) {
                weights[order[i]] = 0;
            }
            sum += weights[order[i]];
        }
        return weights;
    }
}
