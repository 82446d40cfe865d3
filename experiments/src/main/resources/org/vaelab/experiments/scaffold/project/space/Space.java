package {{package}};

import org.vaelab.framework.latent.BaseMeasure;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.Shape;

/** The unit cube (0, 1)^d. */
public record {{Name}}Space(int dimension) implements LatentSpace {

    @Override
    public Shape eventShape() {
        return Shape.of(dimension);
    }

    @Override
    public BaseMeasure measure() {
        return BaseMeasure.LEBESGUE;
    }

    @Override
    public PartChoice referencePrior() {
        return PartChoice.of("{{name}}-prior");
    }
}
