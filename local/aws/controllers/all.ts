// Every ACK controller, as one table.
import type { AckController } from "./ack-controller.js";
import { autoscalingControllers } from "./applicationautoscaling.js";
import { cloudfrontControllers } from "./cloudfront.js";
import { cloudwatchControllers } from "./cloudwatch.js";
import { dynamodbControllers } from "./dynamodb.js";
import { ec2Controllers } from "./ec2.js";
import { eksControllers } from "./eks.js";
import { elasticacheControllers } from "./elasticache.js";
import { iamControllers } from "./iam.js";
import { lambdaControllers } from "./lambda.js";
import { rdsControllers } from "./rds.js";
import { route53Controllers } from "./route53.js";
import { s3Controllers } from "./s3.js";
import { sqsControllers } from "./sqs.js";
import { wafv2Controllers } from "./wafv2.js";

export const ACK_CONTROLLERS: readonly AckController[] = [
  ...autoscalingControllers,
  ...cloudfrontControllers,
  ...cloudwatchControllers,
  ...dynamodbControllers,
  ...ec2Controllers,
  ...eksControllers,
  ...elasticacheControllers,
  ...iamControllers,
  ...lambdaControllers,
  ...rdsControllers,
  ...route53Controllers,
  ...s3Controllers,
  ...sqsControllers,
  ...wafv2Controllers,
];
