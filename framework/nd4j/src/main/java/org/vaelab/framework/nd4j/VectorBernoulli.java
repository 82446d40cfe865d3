// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.vaelab.framework.nd4j.VectorMemory.LANES;
import static org.vaelab.framework.nd4j.VectorMemory.STEP;
import static org.vaelab.framework.nd4j.VectorMemory.load;
import static org.vaelab.framework.nd4j.VectorMemory.store;

import jdk.incubator.vector.FloatVector;

/** Bernoulli log-likelihood from logits, and its gradient; see {@link Kernels}. */
final class VectorBernoulli {

    /** The bytes of all partial sums, one or more vectors. */
    private static final int GROUP = Kernels.PARTIAL_SUMS * Float.BYTES;

    private final NativeBlock block = new NativeBlock(3L * GROUP);

    /** The logits and data of a group that a row does not fill; the partial sums of a chunk. */
    private final Floats lastLogits = new Floats(block, 0);

    private final Floats lastData = new Floats(block, Kernels.PARTIAL_SUMS);
    private final Floats partial = new Floats(block, 2 * Kernels.PARTIAL_SUMS);

    void logProbability(Floats l, Floats x, Floats result, int rows, int width) {
        int chunk = Kernels.FACTORS_AT_ONCE * Kernels.PARTIAL_SUMS;
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int start = 0; start < width; start += chunk) {
                int position = row * width + start;
                int n = Math.min(chunk, width - start);
                sum += sumOfChunk(l.plus(position), x.plus(position), n);
            }
            result.put(row, (float) sum);
        }
    }

    private double sumOfChunk(Floats l, Floats x, int n) {
        int rest = n % Kernels.PARTIAL_SUMS;
        int whole = n - rest;
        for (int i = 0; rest > 0 && i < Kernels.PARTIAL_SUMS; i++) {
            lastLogits.put(i, i < rest ? l.get(whole + i) : Kernels.WITHOUT_EFFECT);
            lastData.put(i, i < rest ? x.get(whole + i) : 0);
        }
        Object logits = VectorMemory.of(l);
        Object data = VectorMemory.of(x);
        Object own = VectorMemory.of(partial);
        for (int lane = 0; lane < GROUP; lane += STEP) {
            FloatVector sums =
                    lanes(
                            logits,
                            VectorMemory.position(l) + lane,
                            data,
                            VectorMemory.position(x) + lane,
                            whole * Float.BYTES,
                            own,
                            rest > 0 ? lane : -1);
            store(sums, own, VectorMemory.position(partial) + lane);
        }
        double sum = 0;
        for (int i = 0; i < Kernels.PARTIAL_SUMS; i++) {
            sum += partial.get(i);
        }
        return sum;
    }

    /** The partial sums of a vector of lanes, with those of the last group if it lies at 0 or on. */
    private static FloatVector lanes(
            Object l, int atL, Object x, int atX, int bytes, Object lastGroup, int last) {
        FloatVector sum = FloatVector.zero(VectorMemory.SPECIES);
        FloatVector product = FloatVector.zero(VectorMemory.SPECIES);
        for (int i = 0; i < bytes; i += GROUP) {
            FloatVector logits = load(l, atL + i);
            sum = sum.add(load(x, atX + i).mul(logits).sub(logits.max(0)));
            FloatVector e = VectorFunctions.exp(logits.abs().neg());
            product = product.add(e).add(product.mul(e));
        }
        if (last >= 0) {
            FloatVector logits = load(lastGroup, last);
            sum = sum.add(load(lastGroup, GROUP + last).mul(logits).sub(logits.max(0)));
            FloatVector e = VectorFunctions.exp(logits.abs().neg());
            product = product.add(e).add(product.mul(e));
        }
        return sum.sub(VectorFunctions.log1pOfNormal(product));
    }

    /** Rows hold a vector at least; the last of each may overlap the one before it. */
    static void gradient(Floats l, Floats x, Floats weights, Floats result, int rows, int width) {
        Object logits = VectorMemory.of(l);
        int atL = VectorMemory.position(l);
        Object data = VectorMemory.of(x);
        int atX = VectorMemory.position(x);
        Object target = VectorMemory.of(result);
        int atTarget = VectorMemory.position(result);
        int whole = (width - width % LANES) * Float.BYTES;
        for (int row = 0; row < rows; row++) {
            int at = row * width * Float.BYTES;
            float weight = weights.get(row);
            gradient(logits, atL + at, data, atX + at, weight, target, atTarget + at, whole);
            if (width % LANES > 0) {
                at += (width - LANES) * Float.BYTES;
                gradient(logits, atL + at, data, atX + at, weight, target, atTarget + at, STEP);
            }
        }
    }

    private static void gradient(
            Object l, int atL, Object x, int atX, float weight, Object y, int atY, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector mean = VectorFunctions.sigmoid(load(l, atL + i));
            store(load(x, atX + i).sub(mean).mul(weight), y, atY + i);
        }
    }

    void close() {
        block.free();
    }
}
