// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.vaelab.framework.nd4j.Kernels.FACTORS_AT_ONCE;
import static org.vaelab.framework.nd4j.Kernels.PARTIAL_SUMS;
import static org.vaelab.framework.nd4j.VectorMemory.LANES;
import static org.vaelab.framework.nd4j.VectorMemory.LOAD;
import static org.vaelab.framework.nd4j.VectorMemory.STEP;
import static org.vaelab.framework.nd4j.VectorMemory.STORE;

import jdk.incubator.vector.FloatVector;
import org.vaelab.framework.tensor.spi.Unary;

/** Bernoulli log-likelihood from logits, and its gradient; see {@link Kernels}. */
final class VectorBernoulli {

    /** The bytes of all partial sums, one vector or more. */
    private static final int GROUP = PARTIAL_SUMS * Float.BYTES;

    private static final int CHUNK = FACTORS_AT_ONCE * PARTIAL_SUMS;

    private final VectorFunctions functions;
    private final NativeBlock block = new NativeBlock(CHUNK * Float.BYTES + 4L * GROUP);
    private final Floats exponentials = new Floats(block, 0);

    /** Logits and data of a group that a row does not fill. */
    private final Floats lastLogits = exponentials.plus(CHUNK);

    private final Floats lastData = lastLogits.plus(PARTIAL_SUMS);
    private final Floats sums = lastData.plus(PARTIAL_SUMS);
    private final Floats products = sums.plus(PARTIAL_SUMS);

    VectorBernoulli(VectorFunctions functions) {
        this.functions = functions;
    }

    void logProbability(Floats l, Floats x, Floats result, int rows, int width) throws Throwable {
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int start = 0; start < width; start += CHUNK) {
                int position = row * width + start;
                int n = Math.min(CHUNK, width - start);
                sum += sumOfChunk(l.plus(position), x.plus(position), n);
            }
            result.put(row, (float) sum);
        }
    }

    private double sumOfChunk(Floats l, Floats x, int n) throws Throwable {
        for (int i = 0; i < PARTIAL_SUMS; i++) {
            sums.put(i, 0);
        }
        int rest = n % PARTIAL_SUMS;
        int whole = n - rest;
        addTerms(l, x, exponentials, whole);
        int padded = whole;
        if (rest > 0) {
            for (int i = 0; i < PARTIAL_SUMS; i++) {
                lastLogits.put(i, i < rest ? l.get(whole + i) : Kernels.WITHOUT_EFFECT);
                lastData.put(i, i < rest ? x.get(whole + i) : 0);
            }
            addTerms(lastLogits, lastData, exponentials.plus(whole), PARTIAL_SUMS);
            padded += PARTIAL_SUMS;
        }
        functions.exponentials(exponentials, padded);
        multiply(padded);
        functions.logarithmsOfOnePlus(products, PARTIAL_SUMS);
        double sum = 0;
        for (int i = 0; i < PARTIAL_SUMS; i++) {
            sum += sums.get(i) - products.get(i);
        }
        return sum;
    }

    /** Adds x l - max(l, 0) to the partial sums, and writes -|l|. */
    private void addTerms(Floats l, Floats x, Floats target, int n) throws Throwable {
        Object own = VectorMemory.of(sums);
        for (int lane = 0; lane < GROUP; lane += STEP) {
            addTerms(
                    VectorMemory.of(l),
                    VectorMemory.position(l) + lane,
                    VectorMemory.of(x),
                    VectorMemory.position(x) + lane,
                    VectorMemory.position(target) + lane,
                    n * Float.BYTES,
                    own,
                    VectorMemory.position(sums) + lane);
        }
    }

    private static void addTerms(
            Object l, int atL, Object x, int atX, int to, int bytes, Object own, int atSum)
            throws Throwable {
        FloatVector sum = (FloatVector) LOAD.invokeExact(own, atSum);
        for (int i = 0; i < bytes; i += GROUP) {
            FloatVector logits = (FloatVector) LOAD.invokeExact(l, atL + i);
            FloatVector data = (FloatVector) LOAD.invokeExact(x, atX + i);
            sum = sum.add(data.mul(logits).sub(logits.max(0)));
            FloatVector exponent = logits.abs().neg();
            STORE.invokeExact(exponent, own, to + i);
        }
        STORE.invokeExact(sum, own, atSum);
    }

    /** Takes the products, less 1, of 1 + e over the exponentials e. */
    private void multiply(int n) throws Throwable {
        Object own = VectorMemory.of(products);
        for (int lane = 0; lane < GROUP; lane += STEP) {
            int at = VectorMemory.position(exponentials) + lane;
            multiply(own, at, n * Float.BYTES, VectorMemory.position(products) + lane);
        }
    }

    private static void multiply(Object own, int at, int bytes, int atProduct) throws Throwable {
        FloatVector product = FloatVector.zero(VectorMemory.SPECIES);
        for (int i = 0; i < bytes; i += GROUP) {
            FloatVector e = (FloatVector) LOAD.invokeExact(own, at + i);
            product = product.add(e).add(product.mul(e));
        }
        STORE.invokeExact(product, own, atProduct);
    }

    /** Rows hold a vector at least; the last of each may overlap the one before it. */
    void gradient(Floats l, Floats x, Floats weights, Floats result, int rows, int width)
            throws Throwable {
        int whole = width - width % LANES;
        for (int row = 0; row < rows; row++) {
            float weight = weights.get(row);
            for (int start = 0; start < whole; start += Tiles.LENGTH) {
                int n = Math.min(Tiles.LENGTH, whole - start);
                gradient(l, x, weight, result, row * width + start, n);
            }
            if (whole < width) {
                gradient(l, x, weight, result, (row + 1) * width - LANES, LANES);
            }
        }
    }

    private void gradient(Floats l, Floats x, float weight, Floats result, int at, int n)
            throws Throwable {
        Floats y = result.plus(at);
        boolean right = functions.apply(Unary.SIGMOID, l.plus(at), y, n);
        assert right;
        weighDifferences(
                VectorMemory.of(x),
                VectorMemory.position(x.plus(at)),
                VectorMemory.of(y),
                VectorMemory.position(y),
                weight,
                n * Float.BYTES);
    }

    /** Overwrites y by weight (x - y). */
    private static void weighDifferences(
            Object x, int atX, Object y, int atY, float weight, int bytes) throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, atX + i);
            v = v.sub((FloatVector) LOAD.invokeExact(y, atY + i)).mul(weight);
            STORE.invokeExact(v, y, atY + i);
        }
    }

    void close() {
        block.free();
    }
}
