// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.CategorySequence;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.SequentialPosterior;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Bits-back coding (Townsend et al. 2019). For each datum z is popped by q(z given x), x is pushed
 * by p(x given z), and z is pushed by p(z), so that a datum adds {@code -log p(x given z) - log
 * p(z) + log q(z)}. A chain of variables that an encoder draws from the data upwards is coded in
 * the order of Bit-Swap (Kingma et al. 2019): a variable is pushed as soon as the one above it is
 * known.
 *
 * <p>Data are coded in batches, of as many examples as find their z on the stack. They begin with
 * one, so the start bits are those of one datum, and the networks soon see many at once. The
 * decoder sees the same batches in reverse.
 */
final class BitsBack {

    /** How the examples {@code from} to {@code to - 1} are coded. */
    private record Block(int from, int to) {

        int rows() {
            return to - from;
        }
    }

    /**
     * A batch of a file.
     *
     * @param size the number of examples, at most {@link #MOST}
     * @param checksum CRC-32 of its letters
     */
    record Coded(int size, int checksum) {}

    static final int MOST = 256;

    private static final double LN_2 = Math.log(2);

    private final LatentVariableModel model;
    private final GenerativeModel generative;
    private final CodedData data;
    private final CodedModel coded;
    private final int[] sizes;
    private final double tolerance;
    private double bound;
    private double discretisation;
    private double rest;
    private double missing;

    /**
     * Makes the coder of a model.
     *
     * @param references of each variable, by {@link CodedModel#references}
     * @throws IllegalArgumentException if the model cannot be coded with; the message names the
     *     part
     */
    BitsBack(
            LatentVariableModel model,
            CodedData data,
            Map<String, List<LatentCode.Reference>> references) {
        this.model = model;
        this.generative = model.generative();
        this.data = data;
        this.tolerance = model.runtime().dtype() == DType.FLOAT64 ? Rounding.TOLERANCE : 0;
        this.sizes = data.alphabets().stream().mapToInt(Alphabet::size).toArray();
        this.coded = new CodedModel(model, data, references);
    }

    /** Returns the most examples of a batch, which the size of the tables limits. */
    private int largest() {
        long each = (long) data.width() * data.mostLetters();
        return (int) Math.max(1, Math.min(MOST, (1L << 22) / Math.max(1, each)));
    }

    /** The symbols of a batch while it is coded. */
    private final class Work {
        private final Block block;
        private final Rans rans;
        private final boolean encodes;
        private final Map<String, int[][]> symbols = new HashMap<>();
        private final int[] letters;
        private Latents values = Latents.NONE;
        private @Nullable SequentialPosterior joint;

        Work(Block block, Rans rans, int[] all, boolean encodes) {
            this.block = block;
            this.rans = rans;
            this.encodes = encodes;
            this.letters =
                    Arrays.copyOfRange(all, block.from() * data.width(), block.to() * data.width());
        }

        Rounding rounding() {
            return encodes ? Rounding.choosing(rans, tolerance) : Rounding.reading(rans);
        }

        Posterior q(String variable) {
            if (joint == null) {
                joint = CodedModel.posterior(model, batch());
            }
            if (variable.equals(joint.name())) {
                return joint.first();
            }
            return joint.steps().stream()
                    .filter(step -> step.name().equals(variable))
                    .findFirst()
                    .orElseThrow()
                    .given()
                    .apply(values);
        }

        private Batch batch() {
            int[] rows = new int[block.rows()];
            Arrays.setAll(rows, i -> i);
            return new Batch(first(model, data, letters, block.rows()), Map.of(), rows);
        }

        /** Makes the value of a variable known to networks, from its symbols. */
        void know(String variable, int[][] found) {
            symbols.put(variable, found);
            List<LatentCode> factors = coded.codes(variable);
            int width = factors.stream().mapToInt(LatentCode::coordinates).sum();
            double[] z = new double[block.rows() * width];
            int at = 0;
            for (int f = 0; f < factors.size(); f++) {
                LatentCode code = factors.get(f);
                for (int row = 0; row < block.rows(); row++) {
                    code.write(found[f], row * code.symbols(), z, row * width + at);
                }
                at += code.coordinates();
            }
            Tensor tensor = tensor(model, z, coded.event(variable).prepend(block.rows()));
            values = values.with(variable, () -> tensor);
        }

        /**
         * Takes the symbols of a variable from the stack, by q in the encoder and by p in the
         * decoder.
         */
        int[][] pop(String variable, Distribution distribution) {
            List<Distribution> factors = LatentCode.factors(distribution);
            int[][] found = new int[factors.size()][];
            for (int f = 0; f < found.length; f++) {
                LatentCode code = coded.codes(variable).get(f);
                found[f] = new int[block.rows() * code.symbols()];
                if (factors.get(f) instanceof CodePosterior known) {
                    found[f] = known.indices().readInts();
                } else if (factors.get(f) instanceof CategorySequence sequence) {
                    Sequences.pop(sequence, block.rows(), found[f], rans, (row, i) -> true);
                } else {
                    Rounding rounding = rounding();
                    FrequencyTable table = code.table(factors.get(f), block.rows(), rounding);
                    for (int i = 0; i < found[f].length; i++) {
                        found[f][i] = rans.pop(table, i);
                    }
                    rounding.flush();
                }
            }
            return found;
        }

        /**
         * Puts the symbols of a variable on the stack, by p in the encoder and by q in the decoder.
         */
        void push(String variable, Distribution distribution) {
            List<Distribution> factors = LatentCode.factors(distribution);
            int[][] known = symbols.get(variable);
            for (int f = known.length - 1; f >= 0; f--) {
                LatentCode code = coded.codes(variable).get(f);
                if (factors.get(f) instanceof CodePosterior) {
                    continue;
                }
                if (factors.get(f) instanceof CategorySequence sequence) {
                    Sequences.push(sequence, block.rows(), known[f], rans, tolerance);
                } else {
                    Rounding rounding = rounding();
                    FrequencyTable table = code.table(factors.get(f), block.rows(), rounding);
                    for (int i = known[f].length - 1; i >= 0; i--) {
                        rans.push(table, i, known[f][i]);
                    }
                    rounding.flush();
                }
            }
        }

        /** Pushes x. Returns log p(x given z) of the batch, in nats. */
        double pushData(OutputDistribution output) {
            if (output instanceof CategorySequence sequence) {
                return Sequences.push(sequence, block.rows(), letters, rans, tolerance);
            }
            Rounding rounding = rounding();
            double[] logs = logs(output);
            int stride = data.mostLetters();
            double sum = logOfEscaped(output);
            for (int i = 0; i < letters.length; i++) {
                if (letters[i] >= 0 && !isEscaped(i)) {
                    sum += logs[i * stride + letters[i]];
                }
            }
            Values table = table(logs, rounding);
            for (int i = letters.length - 1; i >= 0; i--) {
                if (letters[i] != CodedData.ABSENT) {
                    table.push(rans, i, letters[i]);
                }
                double before = rans.bits();
                table.pushMask(rans, i, letters[i] == CodedData.ABSENT);
                missing += rans.bits() - before;
            }
            rounding.flush();
            return sum;
        }

        private boolean isEscaped(int i) {
            return letters[i] >= sizes[i % sizes.length];
        }

        /** Returns log p of the counts that are too large for a letter, in nats. */
        private double logOfEscaped(OutputDistribution output) {
            int[] escaped = IntStream.range(0, letters.length).filter(this::isEscaped).toArray();
            if (escaped.length == 0) {
                return 0;
            }
            double[] x = new double[letters.length];
            Arrays.setAll(x, i -> data.modelled(i % data.width(), Math.max(0, letters[i])));
            try (TensorScope scope = model.runtime().scope()) {
                Tensor all = tensor(model, x, Shape.of(block.rows(), data.width()));
                double[] logs = output.byValue(all).orElseThrow().readDoubles();
                return Arrays.stream(escaped).mapToDouble(i -> logs[i]).sum();
            }
        }

        void popData(OutputDistribution output) {
            // What q said before x was known was of other data.
            joint = null;
            if (output instanceof CategorySequence sequence) {
                Arrays.fill(letters, CodedData.ABSENT);
                Sequences.pop(
                        sequence,
                        block.rows(),
                        letters,
                        rans,
                        (row, i) ->
                                !data.texts() || i == 0 || letters[row * data.width() + i - 1] > 0);
                return;
            }
            Values table = table(logs(output), rounding());
            for (int i = 0; i < letters.length; i++) {
                letters[i] = table.popMask(rans, i) ? CodedData.ABSENT : table.pop(rans, i);
            }
        }

        private Values table(double[] logs, Rounding rounding) {
            return new Values(data, logs, rounding);
        }

        /** Returns log p of each letter at each place, [rows, D, letters]. */
        private double[] logs(OutputDistribution output) {
            int stride = data.mostLetters();
            double[] logs = new double[letters.length * stride];
            Arrays.fill(logs, Letters.LEAST);
            double[] x = new double[data.width()];
            for (int a = 0; a < stride; a++) {
                try (TensorScope scope = model.runtime().scope()) {
                    for (int d = 0; d < x.length; d++) {
                        x[d] = data.modelled(d, Math.min(a, sizes[d % sizes.length] - 1));
                    }
                    Tensor same =
                            tensor(model, x, Shape.of(1, x.length))
                                    .broadcastTo(Shape.of(block.rows(), x.length));
                    double[] each = output.byValue(same).orElseThrow().readDoubles();
                    for (int i = 0; i < each.length; i++) {
                        if (a < sizes[i % sizes.length]) {
                            logs[i * stride + a] = each[i];
                        }
                    }
                }
            }
            return logs;
        }
    }

    /** Pushes examples. Returns the batches. */
    List<Coded> encode(int[] letters, Rans rans, IntConsumer progress) {
        List<Coded> batches = new ArrayList<>();
        double need = 0;
        int size = 1;
        for (int from = 0; from < data.examples(); from += size) {
            size = (int) Math.min(2.0 * size, need == 0 ? 1 : rans.onStack() / need);
            size = Math.max(1, Math.min(size, Math.min(largest(), data.examples() - from)));
            try (TensorScope scope = model.runtime().scope()) {
                Work work = new Work(new Block(from, from + size), rans, letters, true);
                double before = rans.bits();
                double least = before;
                for (CodedModel.Step step : coded.steps()) {
                    encode(work, step);
                    least = Math.min(least, rans.bits());
                }
                need = Math.max(need, (before - least) / size);
                batches.add(new Coded(size, checksum(work.letters)));
                progress.accept(from + size);
            }
        }
        return batches;
    }

    private void encode(Work work, CodedModel.Step step) {
        double before = work.rans.bits();
        double missingBefore = missing;
        double nats;
        boolean real = false;
        if (step.variable().equals(CodedModel.Step.DATA)) {
            nats = work.pushData(generative.output(work.values, Map.of()));
        } else {
            Distribution distribution;
            if (step.pops()) {
                distribution = work.q(step.variable());
                work.know(step.variable(), work.pop(step.variable(), distribution));
            } else {
                distribution = generative.prior(step.variable(), work.values, Map.of());
                work.push(step.variable(), distribution);
            }
            Tensor z = work.values.z(step.variable());
            double[] logs =
                    distribution.logProbability(z.reshape(z.shape().prepend(1))).readDoubles();
            nats = Arrays.stream(logs).sum() * (step.pops() ? -1 : 1);
            real =
                    coded.codes(step.variable()).stream()
                            .anyMatch(code -> !(code instanceof LatentCode.Categories));
        }
        double ideal = -nats / LN_2;
        double excess = work.rans.bits() - before - (missing - missingBefore) - ideal;
        bound += ideal;
        discretisation += real ? excess : 0;
        rest += real ? 0 : excess;
    }

    /**
     * Returns what {@link #encode} cost.
     *
     * @param fileBits all bits of the file
     * @param coderBits those of the coder's words and state
     */
    Costs costs(Rans rans, double fileBits, double coderBits) {
        return new Costs(
                bound,
                discretisation,
                rest,
                coderBits - rans.bits(),
                fileBits - coderBits,
                missing);
    }

    /**
     * Pops examples.
     *
     * @throws CodeFileException if they do not have their checksums
     */
    int[] decode(Rans rans, List<Coded> batches) {
        int[] letters = new int[Math.multiplyExact(data.examples(), data.width())];
        int to = data.examples();
        for (int b = batches.size() - 1; b >= 0; b--) {
            int from = to - batches.get(b).size();
            try (TensorScope scope = model.runtime().scope()) {
                Work work = new Work(new Block(from, to), rans, letters, false);
                for (int s = coded.steps().size() - 1; s >= 0; s--) {
                    decode(work, coded.steps().get(s));
                }
                if (checksum(work.letters) != batches.get(b).checksum()) {
                    throw differs(from, to - 1);
                }
                System.arraycopy(
                        work.letters, 0, letters, from * data.width(), work.letters.length);
            }
            to = from;
        }
        return letters;
    }

    private CodeFileException differs(int from, int to) {
        return new CodeFileException(
                ("the numbers of this machine differ from those of the encoder by more than %s"
                                + " (examples %s to %s): decode with the backend and the number of threads"
                                + " of the encoder")
                        .formatted(Rounding.TOLERANCE, from, to));
    }

    private void decode(Work work, CodedModel.Step step) {
        String variable = step.variable();
        if (variable.equals(CodedModel.Step.DATA)) {
            work.popData(generative.output(work.values, Map.of()));
        } else if (step.pops()) {
            work.push(variable, work.q(variable));
        } else {
            Distribution p = generative.prior(variable, work.values, Map.of());
            work.know(variable, work.pop(variable, p));
        }
    }

    private static int checksum(int[] letters) {
        CRC32 checksum = new CRC32();
        for (int letter : letters) {
            checksum.update(letter);
            checksum.update(letter >> 8);
            checksum.update(letter >> 16);
        }
        return (int) checksum.getValue();
    }

    /** Returns the first examples as numbers for a model, [rows, D]. */
    static Tensor first(LatentVariableModel model, CodedData data, int[] letters, int rows) {
        double[] x = new double[rows * data.width()];
        Arrays.setAll(x, i -> data.modelled(i % data.width(), letters[i]));
        return tensor(model, x, Shape.of(rows, data.width()));
    }

    private static Tensor tensor(LatentVariableModel model, double[] values, Shape shape) {
        return model.runtime().tensor(values, shape).cast(model.runtime().dtype());
    }
}
