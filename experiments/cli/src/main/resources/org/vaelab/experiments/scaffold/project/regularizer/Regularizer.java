package {{package}};

import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.estimator.KlRegularizer.UnreadNumber;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/** A regularizer that draws the KL towards a target. */
@Part(
        value = "{{name}}",
        description = "the KL, plus the squared distance of its mean from a target")
public record {{Name}}Regularizer(
        @Setting("the target of the mean KL, in nats") double target,
        @Setting(value = "the weight of the squared distance", defaultValue = "1") double weight)
        implements RegularizerPart {

    /** Checks the settings. The error message shows the line of the config. */
    public {{Name}}Regularizer {
        Counts.notNegative("target", target);
        Counts.positive("weight", weight);
    }

    @Override
    public KlRegularizer create(EstimatorContext context) {
        return new Target(new KlWeight(context.klWeight()), this);
    }

    /**
     * {@code R = w(t) KL + weight (mean KL - target)^2}, w the weight that training gives the KL. The history
     * has the derivative of R in the KL, {@code w(t) + 2 weight (mean KL - target)}.
     */
    private record Target(KlWeight kl, {{Name}}Regularizer of) implements KlRegularizer {

        @Override
        public Regularized of(ElboTerms terms, Step step) {
            Regularized weighted = kl.of(terms, step);
            Tensor distance = terms.kl().mean().sub(of.target());
            double w = weighted.weight().getAsDouble();
            return new Regularized(
                    weighted.value().add(distance.square().mul(of.weight())),
                    new UnreadNumber(distance.stopGradient().mul(2 * of.weight()).add(w)),
                    weighted.updates());
        }

        @Override
        public boolean isMoving(TrainingProgress clock) {
            return kl.isMoving(clock);
        }

        /** Names it in messages: "the KL of this model is held by ...". */
        @Override
        public String toString() {
            return "a target";
        }
    }
}
