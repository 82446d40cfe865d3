// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The maximum of the likelihood of probabilistic principal component analysis (Tipping and Bishop
 * 1999, equations 7 and 8), for data with covariance S, up to a rotation of z:
 *
 * <pre>
 *   W = U_q (Lambda_q - s^2 I)^(1/2),   s^2 = mean of the D - q least eigenvalues
 * </pre>
 *
 * <p>U_q holds the eigenvectors of S for the q largest eigenvalues, and the sum of the others is
 * that of the trace. A block Krylov iteration finds them (Golub and Underwood 1977; Musco and Musco
 * 2015, algorithm 2): the Ritz vectors of S in the span of X, S X, ..., S^p X are the next X. A
 * block has more than q vectors, so eigenvalues may be equal.
 *
 * @param weight W^T, q rows of D numbers
 * @param variance s^2
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of numbers that nobody compares.
record PrincipalSubspace(double[] weight, double variance) {

    /** How many vectors a block has beside the q. */
    private static final int MORE = 8;

    /** p, the powers of S in a span. */
    private static final int POWERS = 4;

    /** The largest |S u - lambda u| of a found eigenvector, where the norm of S is at most 1. */
    private static final double TOLERANCE = 1e-11;

    /** The length of a vector that is rounding. */
    private static final double ROUNDING = 1e-13;

    /** The least squared sine of the angle between a vector and the span of others. */
    private static final double DEPENDENT = 1e-10;

    /** After so many spans, one is the whole space. */
    private static final int MOST_SPANS = 50;

    /**
     * Decomposes a covariance.
     *
     * @param covariance S, [D, D]; only the lower triangle is read, so rounding may differ above it
     * @param q how many components, below D
     * @param key of the first block
     * @throws IllegalArgumentException if the covariance is not finite
     */
    static PrincipalSubspace of(TensorRuntime runtime, double[] covariance, int q, RandomKey key) {
        int width = (int) Math.round(Math.sqrt(covariance.length));
        double[] scaled = new double[covariance.length];
        for (int i = 0; i < width; i++) {
            for (int j = 0; j <= i; j++) {
                scaled[i * width + j] = covariance[i * width + j];
                scaled[j * width + i] = covariance[i * width + j];
            }
        }
        double norm = Double.MIN_NORMAL;
        double trace = 0;
        for (int i = 0; i < width; i++) {
            int from = i * width;
            norm = Math.max(norm, Arrays.stream(scaled, from, from + width).map(Math::abs).sum());
            trace += scaled[from + i];
        }
        if (!Double.isFinite(norm)) {
            throw new IllegalArgumentException("the covariance of the training data is not finite");
        }
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] /= norm;
        }
        try (TensorScope scope = runtime.scope()) {
            Tensor s = runtime.tensor(scaled, Shape.of(width, width), DType.FLOAT64);
            Ritz found = leading(s, q, key);
            double[] values = found.values().clone();
            for (int i = 0; i < q; i++) {
                values[i] *= norm;
            }
            double rest = Math.max((trace - Arrays.stream(values).sum()) / (width - q), 0);
            double[] weight = found.vectors().readDoubles();
            for (int i = 0; i < weight.length; i++) {
                weight[i] *= Math.sqrt(Math.max(values[i / width] - rest, 0));
            }
            return new PrincipalSubspace(weight, rest);
        }
    }

    /** Vectors v_i of unit length as rows, their images S v_i, and v_i^T S v_i, largest first. */
    private record Ritz(double[] values, Tensor vectors, Tensor images) {

        Ritz first(int count) {
            return new Ritz(
                    Arrays.copyOf(values, count),
                    vectors.slice(0, 0, count),
                    images.slice(0, 0, count));
        }

        boolean areEigenvectors() {
            Tensor lambda =
                    vectors.runtime().tensor(values, Shape.of(values.length, 1), DType.FLOAT64);
            Tensor squares = images.sub(vectors.mul(lambda)).square().sum(-1);
            return Arrays.stream(squares.readDoubles())
                    .allMatch(square -> square <= TOLERANCE * TOLERANCE);
        }
    }

    private static Ritz leading(Tensor s, int q, RandomKey key) {
        int width = s.shape().extent(0);
        int block = Math.min(width, q + MORE);
        Tensor random =
                s.runtime()
                        .tensor(key.normal(block * width), Shape.of(block, width), DType.FLOAT64);
        Tensor x = orthonormal(random, List.of()).orElseThrow();
        for (int span = 0; span < MOST_SPANS; span++) {
            Ritz found = ritz(s, x);
            if (found.first(q).areEigenvectors()) {
                return found.first(q);
            }
            x = found.first(block).vectors();
        }
        double[] identity = new double[width * width];
        for (int i = 0; i < width; i++) {
            identity[i * (width + 1)] = 1;
        }
        Shape whole = Shape.of(width, width);
        return ritz(s, s.runtime().tensor(identity, whole, DType.FLOAT64)).first(q);
    }

    /** Returns the Ritz vectors of S in the span of X, S X, ..., S^p X. */
    private static Ritz ritz(Tensor s, Tensor x) {
        Tensor basis = x;
        Tensor last = x.matmul(s);
        Tensor images = last;
        for (int power = 0; power < POWERS; power++) {
            Optional<Tensor> next = orthonormal(last, List.of(basis));
            if (next.isEmpty()) {
                break;
            }
            last = next.get().matmul(s);
            basis = Tensor.concatenate(List.of(basis, next.get()), 0);
            images = Tensor.concatenate(List.of(images, last), 0);
        }
        int size = basis.shape().extent(0);
        Eigen eigen = Eigen.of(basis.matmul(images.transpose()).readDoubles(), size);
        Tensor turn = s.runtime().tensor(eigen.vectors(), Shape.of(size, size), DType.FLOAT64);
        return new Ritz(eigen.values(), turn.matmul(basis), turn.matmul(images));
    }

    /**
     * Returns an orthonormal basis of what rows add to the span of others; empty if that is
     * rounding. The second pass removes the rounding of the first (Stathopoulos and Wu 2002).
     */
    private static Optional<Tensor> orthonormal(Tensor rows, List<Tensor> others) {
        Tensor found = rows;
        for (int pass = 0; pass < 2; pass++) {
            for (Tensor basis : others) {
                found = found.sub(found.matmul(basis.transpose()).matmul(basis));
            }
            int count = found.shape().extent(0);
            double[] products = found.matmul(found.transpose()).readDoubles();
            double[] lengths =
                    IntStream.range(0, count)
                            .mapToDouble(i -> Math.sqrt(products[i * (count + 1)]))
                            .map(length -> length > ROUNDING ? length : Double.POSITIVE_INFINITY)
                            .toArray();
            Arrays.setAll(products, i -> products[i] / lengths[i / count] / lengths[i % count]);
            Eigen eigen = Eigen.of(products, count);
            int rank = (int) Arrays.stream(eigen.values()).filter(v -> v > DEPENDENT).count();
            if (rank == 0) {
                return Optional.empty();
            }
            double[] to = Arrays.copyOf(eigen.vectors(), rank * count);
            Arrays.setAll(
                    to, i -> to[i] / Math.sqrt(eigen.values()[i / count]) / lengths[i % count]);
            found = rows.runtime().tensor(to, Shape.of(rank, count), DType.FLOAT64).matmul(found);
        }
        return Optional.of(found);
    }

    /** Eigenvalues of a symmetric matrix, largest first, and its eigenvectors as rows. */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of numbers that nobody compares.
    private record Eigen(double[] values, double[] vectors) {

        /** QL iterations need the shift by the identity to converge for every deficient rank. */
        static Eigen of(double[] matrix, int n) {
            RealMatrix shifted = MatrixUtils.createRealMatrix(n, n);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    double value = matrix[i * n + j] + (i == j ? 1 : 0);
                    shifted.setEntry(i, j, value);
                    shifted.setEntry(j, i, value);
                }
            }
            EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(shifted);
            double[] values = Arrays.stream(eigen.getEigenvalues()).map(v -> v - 1).toArray();
            RealMatrix columns = eigen.getV();
            double[] vectors = new double[n * n];
            Arrays.setAll(vectors, i -> columns.getEntry(i % n, i / n));
            return new Eigen(values, vectors);
        }
    }
}
