// The regions whose prices are known. Written by "npm run prices" when it adds one.
import { AP_NORTHEAST_2 } from "./ap-northeast-2.js";
import type { PriceList } from "./price-list.js";
import { US_EAST_1 } from "./us-east-1.js";

export const PRICE_LISTS: readonly PriceList[] = [US_EAST_1, AP_NORTHEAST_2];
