// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import java.util.List;
import java.util.Objects;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlRegularizer.UnreadNumber;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * Optimises one term of the bound under a constraint on the other, with a Lagrange multiplier
 * lambda:
 *
 * <pre>
 *   max E[log p(x given z)]  where  KL &lt;= eps                    (Higgins et al. 2017, equation 2)
 *       R = lambda KL,           C = KL - eps
 *   min KL  where  E[log p(x given z)] >= -kappa                 (Rezende and Viola 2018, equation 2)
 *       R = KL / lambda,         C = -kappa - E[log p(x given z)]
 * </pre>
 *
 * <p>The multiplier follows the violation C, the mean over the batch, by GECO (Rezende and Viola
 * 2018, section 3, algorithm 1). After each step:
 *
 * <pre>
 *   C_ma &lt;- decay C_ma + (1 - decay) C,     C_ma = C at step 0
 *   lambda &lt;- lambda exp(rate C_ma)
 * </pre>
 *
 * <p>Bounds on log lambda take effect if the constraint is slack or cannot be met. The second form
 * divides the whole Lagrangian by lambda, so the reconstruction has weight 1 as in every other
 * loss; the paper does not divide. The multiplier gives beta for a chosen eps, whereas Higgins et
 * al. (equation 4) choose beta.
 */
record ConstrainedKl(Constraint constraint, Parameter logMultiplier, Parameter average)
        implements KlRegularizer {

    /** Creates the regulariser with its multiplier at the start. */
    public ConstrainedKl(TensorRuntime runtime, Constraint constraint) {
        this(
                constraint,
                Parameter.state("logMultiplier", runtime.scalar(Math.log(constraint.start()))),
                Parameter.state("violation", runtime.scalar(0)));
    }

    @Override
    public Regularized of(ElboTerms terms, Step step) {
        Tensor violation = violation(terms).stopGradient();
        Tensor weight = logWeight().exp();
        return new Regularized(
                terms.kl().mul(weight),
                new UnreadNumber(weight.stopGradient()),
                List.of(now -> follow(violation, now)));
    }

    private Tensor violation(ElboTerms terms) {
        return constraint.kl() == null
                ? terms.reconstruction().mean().neg().add(floor())
                : terms.kl().mean().sub(constraint.kl());
    }

    private double floor() {
        return Objects.requireNonNull(constraint.reconstruction(), "one of the two is set");
    }

    private double rate() {
        return Objects.requireNonNull(constraint.rate(), "filled in");
    }

    private Tensor logWeight() {
        Tensor log = logMultiplier.value();
        return constraint.kl() == null ? log.neg() : log;
    }

    private void follow(Tensor violation, TrainingProgress clock) {
        double decay = clock.step() == 0 ? 0 : constraint.decay();
        Tensor moved = average.value().mul(decay).add(violation.mul(1 - decay));
        average.assign(moved);
        logMultiplier.assign(
                logMultiplier
                        .value()
                        .add(moved.mul(rate()))
                        .maximum(Math.log(constraint.least()))
                        .minimum(Math.log(constraint.most())));
    }

    /** Returns true: at one step the multiplier is one number. */
    @Override
    public boolean isProportional() {
        return true;
    }

    /** Returns the multiplier's logarithm and the moving average of the violation. */
    @Override
    public List<Parameter> parameters() {
        return List.of(logMultiplier, average);
    }

    @Override
    public String toString() {
        return "a constraint";
    }
}
