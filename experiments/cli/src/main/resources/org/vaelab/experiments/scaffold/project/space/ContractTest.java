package {{package}};

import java.util.Collections;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.testkit.contract.PosteriorContract;
import org.vaelab.testkit.space.IntegrationRule;

/** Checks density, draws, KL and gradients against numerical integrals, for each set of settings. */
final class {{Name}}ContractTest extends PosteriorContract {

    {{Name}}ContractTest() {
        super("{{name}}", "{latent: 1}", "{latent: 2}");
    }

    @Override
    protected IntegrationRule rule(LatentSpace space) {
        return space instanceof {{Name}}Space cube ? ofCube(cube) : super.rule(space);
    }

    static IntegrationRule ofCube({{Name}}Space cube) {
        return IntegrationRule.product(
                Collections.nCopies(cube.dimension(), IntegrationRule.interval(0, 1)));
    }
}
