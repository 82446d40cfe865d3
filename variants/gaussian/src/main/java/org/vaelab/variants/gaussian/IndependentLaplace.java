// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.latent.IndependentCoordinates;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent Laplace distributions on R^d: {@code log p(z) = -sum_d [ |z_d - m_d| / b_d + log 2
 * b_d ]}.
 */
interface IndependentLaplace extends IndependentCoordinates {

    /** Returns m, [D] or [R, D]. */
    Tensor location();

    /** Returns log b, of the shape of m. */
    Tensor logScale();

    /** From values [..., D] to nats [..., D]. */
    default Tensor units(Tensor z) {
        return unitsOf(z.sub(location()).mul(logScale().neg().exp()));
    }

    /** From standardised values [..., D] to nats [..., D]. */
    default Tensor unitsOf(Tensor y) {
        return y.abs().add(logScale()).add(Math.log(2)).neg();
    }

    @Override
    default Tensor logProbability(Tensor z) {
        return units(z).sum(-1);
    }

    @Override
    default Optional<Tensor> symmetricAbout() {
        return Optional.of(location());
    }

    @Override
    default Tensor coordinates() {
        return Tensor.stack(List.of(location(), logScale()), -1);
    }

    @Override
    default double cumulative(double[] parameters, double z) {
        double y = (z - parameters[0]) * StrictMath.exp(-parameters[1]);
        double tail = StrictMath.exp(-Math.abs(y)) / 2;
        return y < 0 ? tail : 1 - tail;
    }

    @Override
    default double decay() {
        return 1;
    }

    @Override
    default Map<String, Tensor> numbers() {
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        numbers.put("location", location());
        numbers.put("logScale", logScale());
        return numbers;
    }

    @Override
    default String howToDraw() {
        return "independent Laplace variates, `location + exp(logScale) * noise`, noise the difference"
                + " of two standard exponential variates";
    }
}
