package {{package}};

import org.vaelab.testkit.contract.PartSweep;

/** Fails if a part of this plugin has no contract test. */
final class SweepTest extends PartSweep {}
