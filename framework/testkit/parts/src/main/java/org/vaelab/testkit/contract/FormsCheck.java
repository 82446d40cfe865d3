// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Encoders from elsewhere: a distribution is made again from its {@code numbers()} by each of
 * {@code forms()} that has their names, and numbers within the limits of a form stay as given.
 *
 * @param given the family itself, or {@link PosteriorFamily#asGiven}
 * @param form one of its forms
 */
record FormsCheck(PosteriorFamily given, HeadForm form) {

    private static final double ROUNDING = 1e-6;

    /** Near which ends of their range numbers are tried, as shares of it. */
    private static final double[] SHARES = {0.02, 0.98};

    static void check(PosteriorFamily family, Tensor heads, RandomKey key) {
        Posterior q = family.of(heads, Phase.evaluation());
        for (PosteriorFamily given : List.of(family, family.asGiven())) {
            for (HeadForm form : given.forms()) {
                FormsCheck check = new FormsCheck(given, form);
                if (check.hasNumbers(q, heads.shape().extent(0))) {
                    check.isTheSame(q, key);
                    check.limitsHold(q);
                }
            }
        }
    }

    private boolean hasNumbers(Posterior q, int rows) {
        Map<String, Tensor> numbers = q.numbers();
        return form.numbers().stream()
                .allMatch(
                        parameter ->
                                numbers.containsKey(parameter.name())
                                        && numbers.get(parameter.name()).shape().size()
                                                == rows * parameter.width());
    }

    private List<Tensor> parts(Posterior q) {
        Map<String, Tensor> numbers = q.numbers();
        List<Tensor> parts = new ArrayList<>();
        for (HeadForm.Parameter parameter : form.numbers()) {
            Tensor value = numbers.get(parameter.name());
            int rows = value.shape().size() / parameter.width();
            parts.add(value.reshape(Shape.of(rows, parameter.width())));
        }
        return parts;
    }

    private Posterior of(List<Tensor> parts) {
        return given.of(form.toHead().apply(parts), Phase.evaluation());
    }

    private void isTheSame(Posterior q, RandomKey key) {
        if (q.isPointMass()) {
            return;
        }
        Tensor z = q.draw(key, 1).z();
        double[] expected = q.logProbability(z).readDoubles();
        double[] got = of(parts(q)).logProbability(z).readDoubles();
        for (int i = 0; i < expected.length; i++) {
            require("log q(z) of the numbers() of a distribution", expected[i], got[i]);
        }
    }

    private void limitsHold(Posterior q) {
        for (int i = 0; i < form.numbers().size(); i++) {
            HeadForm.Parameter parameter = form.numbers().get(i);
            if (Double.isInfinite(parameter.least()) || Double.isInfinite(parameter.greatest())) {
                continue;
            }
            for (double share : SHARES) {
                double value =
                        parameter.least() + share * (parameter.greatest() - parameter.least());
                List<Tensor> parts = parts(q);
                parts.set(i, parts.get(i).mul(0).add(value));
                for (double number : of(parts).numbers().get(parameter.name()).readDoubles()) {
                    require(
                            "'" + parameter.name() + "', within the limits of the form,",
                            value,
                            number);
                }
            }
        }
    }

    private void require(String what, double expected, double got) {
        if (!(Math.abs(got - expected) <= ROUNDING * (1 + Math.abs(expected)))) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s is %.9g, and %.9g when the form (%s) makes it again",
                            what,
                            expected,
                            got,
                            form));
        }
    }
}
