package {{package}};

import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;
import org.vaelab.testkit.space.IntegrationRule;

/** Checks density and draws of the prior. */
final class {{Name}}PriorContractTest extends PriorContract {

    {{Name}}PriorContractTest() {
        super("{{name}}-prior", ConfiguredPart.of("{{name}}", "{latent: 2}"));
    }

    @Override
    protected IntegrationRule rule(LatentSpace space) {
        return space instanceof {{Name}}Space cube
                ? {{Name}}ContractTest.ofCube(cube)
                : super.rule(space);
    }
}
