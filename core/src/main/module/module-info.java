/** Supervised background tasks, one virtual thread each. */
@SuppressWarnings("module")
module dev.corral {

	requires static transitive org.jspecify;
	requires static com.google.errorprone.annotations;
	requires java.management;
	requires jdk.management;
	requires org.slf4j;

	exports dev.corral;
	exports dev.corral.dump;
	exports dev.corral.event;
	exports dev.corral.monitor;
	exports dev.corral.internal.simulation to dev.corral.test;

}
